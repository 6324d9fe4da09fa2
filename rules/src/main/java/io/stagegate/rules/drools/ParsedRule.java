package io.stagegate.rules.drools;

import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.RuleRef;
import java.util.Set;

/**
 * A rule as its file has it.
 *
 * @param ref id, name and place
 * @param drlPackage the package it is compiled in
 * @param mode how much it counts
 * @param reads the facts its condition names
 * @param relevance which decisions it can have a part in
 * @param end the line of its {@code end}
 * @param sense when it speaks and what it decides then, as text; empty where it decides nothing
 */
record ParsedRule(
        RuleRef ref, String drlPackage, Mode mode, Set<String> reads, Relevance relevance, int end, String sense) {
    ParsedRule {
        reads = Set.copyOf(reads);
    }

    /** The key under which the engine knows it. */
    String key() {
        return drlPackage + "/" + ref.name();
    }
}
