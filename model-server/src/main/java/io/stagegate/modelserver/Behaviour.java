package io.stagegate.modelserver;

import java.time.Duration;

/**
 * How a version serves.
 *
 * @param errorRate which part of its answers are errors, from 0 to 1
 * @param latency how long each takes
 */
public record Behaviour(double errorRate, Duration latency) {
    /** No errors, at once. */
    public static final Behaviour GOOD = new Behaviour(0, Duration.ofMillis(1));

    public Behaviour {
        if (!(errorRate >= 0 && errorRate <= 1)) {
            throw new IllegalArgumentException(errorRate + " is no part of all answers; write 0 to 1");
        }
    }
}
