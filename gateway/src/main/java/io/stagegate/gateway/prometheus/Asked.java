package io.stagegate.gateway.prometheus;

import io.stagegate.config.Source.Range;
import io.stagegate.config.Source.Take;
import java.time.Duration;
import java.time.Instant;

/** A question to Prometheus; the same one need not be asked twice at a time. */
sealed interface Asked {
    /** What is asked, in PromQL. */
    String query();

    /** What was so at one moment. */
    record Once(String query, Instant at) implements Asked {}

    /**
     * What was so over a time.
     *
     * @param at its end
     * @param step how far apart the values are
     * @param take which of them counts
     */
    record Over(String query, Instant at, Duration length, Duration step, Take take) implements Asked {}

    /** Values that are further apart where there would be more than Prometheus, and whoever reads them, has patience for. */
    static Asked over(String query, Instant at, Duration length, Range range) {
        return new Over(query, at, length, step(length, range), range.take());
    }

    /** How far apart the values of a time are. */
    static Duration step(Duration length, Range range) {
        var least = length.dividedBy(MOST).plusMillis(1);
        return least.compareTo(range.step()) > 0 ? least : range.step();
    }

    /** How many values are asked for at most. */
    int MOST = 1_000;
}
