package io.stagegate.rules.drools;

import io.stagegate.core.decision.RuleRef;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What kept a decision from being made.
 *
 * @param rules those that it is laid to: more than one where they have the condition in common in which it happened, none
 *     where it cannot be told
 * @param did what they did, such as {@code failed: / by zero}
 */
record Fault(List<ParsedRule> rules, String did) {
    Fault {
        rules = List.copyOf(rules);
    }

    /** What an exception comes to. */
    static String did(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var message =
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        return cause instanceof Overrun ? message : "failed: " + message;
    }

    /** Such as {@code rule EVAL-002 (production/evaluation.drl:14) failed: / by zero}. */
    String why() {
        var names = rules.stream()
                .map(ParsedRule::ref)
                .sorted(Comparator.comparing(RuleRef::id))
                .map(Fault::name)
                .collect(Collectors.joining(" or "));
        return (names.isEmpty() ? "the rules " : "rule " + names + " ") + did;
    }

    /** Such as {@code EVAL-002 (production/evaluation.drl:14)}. */
    static String name(RuleRef rule) {
        return rule.id() + " (" + rule.file() + ":" + rule.line() + ")";
    }
}
