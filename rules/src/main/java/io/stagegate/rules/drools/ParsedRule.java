package io.stagegate.rules.drools;

import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.RuleRef;
import java.util.List;
import java.util.Set;

/**
 * A rule as its file has it.
 *
 * @param ref id, name and place
 * @param drlPackage the package it is compiled in
 * @param mode how much it counts
 * @param effort what it can cost at most
 * @param relevance which decisions it can have a part in
 * @param end the line of its {@code end}
 * @param sense when it speaks and what it decides then, as text; empty where it decides nothing
 * @param steps its condition, element by element
 */
record ParsedRule(
        RuleRef ref,
        String drlPackage,
        Mode mode,
        Effort effort,
        Relevance relevance,
        int end,
        String sense,
        List<Step> steps) {
    ParsedRule {
        steps = List.copyOf(steps);
    }

    /** The facts that its condition names. */
    Set<String> reads() {
        return effort.reads();
    }

    /** The key under which the engine knows it. */
    String key() {
        return drlPackage + "/" + ref.name();
    }
}
