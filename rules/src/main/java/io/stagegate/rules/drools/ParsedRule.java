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
 */
record ParsedRule(RuleRef ref, String drlPackage, Mode mode, Set<String> reads) {
    ParsedRule {
        reads = Set.copyOf(reads);
    }

    /** The key under which the engine knows it. */
    String key() {
        return drlPackage + "/" + ref.name();
    }
}
