package io.stagegate.core.decision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A number of people who must approve.
 *
 * @param count how many, at least 1
 * @param groups the groups that they may be of, in alphabetical order; {@link #ANYONE} alone is any known person
 * @param distinct whether no two of them may stand for the same group
 * @param escalation who may stand in for them later
 */
public record Quorum(int count, List<String> groups, boolean distinct, Optional<Escalation> escalation) {
    /** Any known person. */
    public static final String ANYONE = "*";

    public Quorum {
        groups = List.copyOf(new TreeSet<>(groups));
        if (count < 1) {
            throw new IllegalArgumentException("approvals(" + count + "): at least 1 is needed");
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("approvals(" + count + ") names no group: leave from() out for anyone");
        }
        if (distinct && groups.size() < count) {
            throw new IllegalArgumentException("approvals(" + count + ") from different groups names only " + groups);
        }
    }

    /** People of one group. */
    public Quorum(int count, String group) {
        this(count, List.of(group), false, Optional.empty());
    }

    /**
     * Groups whose people may approve too when those who were asked for have not in time.
     *
     * @param after how long after the hold was opened; empty where it is when the hold would expire
     * @param groups the groups, in alphabetical order
     */
    public record Escalation(Optional<Duration> after, List<String> groups) {
        public Escalation {
            groups = List.copyOf(new TreeSet<>(groups));
            if (groups.isEmpty()) {
                throw new IllegalArgumentException("escalate names no group");
            }
        }

        @Override
        public String toString() {
            var when = after.map(Requirement::spoken).map(a -> "after " + a).orElse("when the time is over");
            return when + " " + either(groups) + " too";
        }
    }

    /** The same people, from whom at least as many are needed, and whom nobody stands in for but where both say so. */
    Quorum and(Quorum other) {
        return new Quorum(
                Math.max(count, other.count),
                groups,
                distinct,
                escalation.filter(e -> other.escalation.equals(Optional.of(e))));
    }

    /** Whether both are of the same people. */
    boolean alike(Quorum other) {
        return groups.equals(other.groups) && distinct == other.distinct;
    }

    /** The same with fewer people. */
    public Quorum of(int fewer) {
        return new Quorum(fewer, groups, distinct && fewer <= groups.size(), escalation);
    }

    /** The groups whose people may fill a place: those asked for, and where it has come to that those who stand in. */
    public List<String> open(boolean escalated) {
        var all = new ArrayList<>(groups);
        escalation.filter(_ -> escalated).ifPresent(e -> all.addAll(e.groups()));
        return all;
    }

    private static String either(List<String> groups) {
        if (groups.equals(List.of(ANYONE))) {
            return "anyone";
        }
        var last = groups.size() - 1;
        return last == 0
                ? groups.getFirst()
                : groups.stream().limit(last).collect(Collectors.joining(", ")) + " or " + groups.get(last);
    }

    @Override
    public String toString() {
        return Stream.of(
                        Optional.of(count + " of " + either(groups)),
                        Optional.of("each from another group").filter(_ -> distinct),
                        escalation.map(Escalation::toString))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }
}
