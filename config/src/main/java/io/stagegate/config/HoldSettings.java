package io.stagegate.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long things wait for approval.
 *
 * @param patience how long a client waits on the open call ({@code wait}); what suits the platform's clients where empty
 * @param expires how long a hold waits where its requirement does not say
 */
public record HoldSettings(Optional<Duration> patience, Duration expires) {
    /** A day, and on the open call as long as suits the platform. */
    public static final HoldSettings DEFAULT = new HoldSettings(Optional.empty(), Duration.ofDays(1));

    public HoldSettings {
        if (!expires.isPositive()) {
            throw new IllegalArgumentException("expires must be longer than nothing; write a time such as 24h");
        }
        if (patience.filter(p -> p.compareTo(expires) > 0).isPresent()) {
            throw new IllegalArgumentException(
                    "wait is longer than expires: a client would wait for a hold that is over; "
                            + "write a shorter wait or a longer expires");
        }
    }
}
