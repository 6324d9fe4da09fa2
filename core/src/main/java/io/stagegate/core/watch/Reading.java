package io.stagegate.core.watch;

import java.time.Instant;

/**
 * What a source said of a signal at one time, or why it said nothing. That nothing was heard is never read as all being well.
 *
 * @param signal the signal's name, as rules write it: {@code error-rate}
 * @param state whether there is a value
 * @param value the value; NaN unless the state is {@link State#READ}
 * @param samples how many observations the value is made of; negative where the source does not say
 * @param unit what the value is counted in, {@code ratio} or {@code s}; empty where nobody says
 * @param source the source's name in the configuration
 * @param observedAt when the value was observed, as the source says; when it was asked, where there is no value
 */
public record Reading(
        String signal, State state, double value, long samples, String unit, String source, Instant observedAt) {
    /** What {@link #samples} is where a source does not count. */
    public static final long UNCOUNTED = -1;

    public Reading {
        if ((state == State.READ) == Double.isNaN(value)) {
            throw new IllegalArgumentException(state + " with the value " + value);
        }
    }

    /** What came of asking. */
    public enum State {
        /** There is a value. It may be infinite. */
        READ,
        /** The source answered, and knows nothing of the signal. */
        NO_DATA,
        /** The source answered with what is not a number: nothing divided by nothing, mostly. */
        NOT_A_NUMBER,
        /** The newest value is older than the source's values may be. */
        STALE,
        /** The source did not answer, or not in a way that can be understood. */
        DOWN
    }

    /** One without a value. */
    public static Reading none(String signal, State state, String unit, String source, Instant askedAt) {
        return new Reading(signal, state, Double.NaN, UNCOUNTED, unit, source, askedAt);
    }
}
