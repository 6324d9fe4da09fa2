package io.stagegate.rules.cases;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a case expects. What it does not write it does not look at.
 *
 * @param decisions what is decided, such as permit; of looks one for each, or just that for the last
 * @param fired ids of rules that must have spoken
 * @param notFired ids of rules that must not have
 * @param messages what must be contained in what some rule said, or in why nothing could be decided
 * @param requirement who must approve, as people read it
 * @param risk the sum of the risk points
 */
public record Expectation(
        List<String> decisions,
        List<String> fired,
        List<String> notFired,
        List<String> messages,
        Optional<String> requirement,
        OptionalInt risk) {
    /** Of a case that says nothing. */
    static final Expectation NOTHING =
            new Expectation(List.of(), List.of(), List.of(), List.of(), Optional.empty(), OptionalInt.empty());

    public Expectation {
        decisions = List.copyOf(decisions);
        fired = List.copyOf(fired);
        notFired = List.copyOf(notFired);
        messages = List.copyOf(messages);
    }

    /** Whether it expects nothing at all. */
    public boolean isEmpty() {
        return decisions.isEmpty()
                && fired.isEmpty()
                && notFired.isEmpty()
                && messages.isEmpty()
                && requirement.isEmpty()
                && risk.isEmpty();
    }
}
