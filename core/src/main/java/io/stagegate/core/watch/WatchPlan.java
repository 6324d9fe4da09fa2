package io.stagegate.core.watch;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * For how long what was promoted is looked after, how often, and by which signals.
 *
 * @param length from the moment that the platform has confirmed the change
 * @param every the time from one look to the next
 * @param signals the names of the signals that are read
 */
public record WatchPlan(Duration length, Duration every, Set<String> signals) {
    public WatchPlan {
        signals = Set.copyOf(signals);
    }

    /** What satisfies both: for the longer, at the shorter distance, by all signals. */
    public WatchPlan and(WatchPlan other) {
        return new WatchPlan(
                length.compareTo(other.length) >= 0 ? length : other.length,
                every.compareTo(other.every) <= 0 ? every : other.every,
                Stream.concat(signals.stream(), other.signals.stream()).collect(Collectors.toUnmodifiableSet()));
    }
}
