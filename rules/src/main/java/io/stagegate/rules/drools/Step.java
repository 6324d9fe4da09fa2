package io.stagegate.rules.drools;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One element of a rule's condition, as it stands in its file.
 *
 * @param line where it begins, from 1
 * @param text the element
 * @param pattern what it is made of where it matches one fact; empty for groups, {@code not}, {@code exists} and accumulates
 */
record Step(int line, String text, Optional<Pattern> pattern) {

    /**
     * A pattern that matches one fact.
     *
     * @param name what the fact is bound to, with its {@code $}; empty where it is not
     * @param type the fact's kind
     * @param constraints in the order in which they stand
     */
    record Pattern(String name, String type, List<Constraint> constraints) {
        Pattern {
            constraints = List.copyOf(constraints);
        }

        /** The pattern with its first constraints only, under a name. */
        String upTo(int count, String defaultName) {
            var some = constraints.stream().limit(count).map(Constraint::text).collect(Collectors.joining(", "));
            return (name.isEmpty() ? defaultName : name) + " : " + type + "( " + some + " )";
        }
    }

    /**
     * A constraint of a pattern.
     *
     * @param line where it begins, from 1
     * @param asks false where it only gives a name to a component
     */
    record Constraint(int line, String text, boolean asks) {}
}
