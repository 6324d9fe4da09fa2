package io.stagegate.core.watch;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * For how long what was promoted is looked after, how often, and by which signals.
 *
 * @param length from the moment that the platform has confirmed the change
 * @param every the time from one look to the next
 * @param settling how long nothing is done yet about what the rules make of a look
 * @param patience how many looks in a row a signal may be without a value before a person is asked, where no rule speaks of it
 * @param signals the names of the signals that are read
 */
public record WatchPlan(Duration length, Duration every, Duration settling, int patience, Set<String> signals) {
    /** The {@link #every} of a rule that does not say it. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    /** The {@link #patience} of a rule that does not say it. */
    public static final int PATIENCE = 3;

    public WatchPlan {
        signals = Collections.unmodifiableSet(new TreeSet<>(signals));
    }

    /** What satisfies all: for the longest, at the shortest distance, with the least delay, by all signals. */
    public WatchPlan and(WatchPlan other) {
        return new WatchPlan(
                length.compareTo(other.length) >= 0 ? length : other.length,
                every.compareTo(other.every) <= 0 ? every : other.every,
                settling.compareTo(other.settling) <= 0 ? settling : other.settling,
                Math.min(patience, other.patience),
                Stream.concat(signals.stream(), other.signals.stream()).collect(Collectors.toUnmodifiableSet()));
    }
}
