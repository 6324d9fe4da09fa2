package io.stagegate.config;

import java.time.Duration;

/**
 * How changes are found that went around the gateway.
 *
 * @param every how often what serves is compared with what is recorded; 1 s to 1 h
 */
public record DriftSettings(Duration every) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    /** Each minute. */
    public static final DriftSettings DEFAULT = new DriftSettings(Duration.ofMinutes(1));

    public DriftSettings {
        check(every);
    }

    static Duration check(Duration every) {
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "what serves is looked at every 1s to every 1h; write a time such as 1m");
        }
        return every;
    }
}
