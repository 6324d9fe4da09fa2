package io.stagegate.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long things wait for approval.
 *
 * @param patience how long a client waits on the open call ({@code wait}); what suits the platform's clients where empty
 * @param expires how long a hold waits where its requirement does not say
 * @param then what a client is told that has waited in vain
 */
public record HoldSettings(Optional<Duration> patience, Duration expires, Then then) {
    /** A day, and on the open call as long as suits the platform. */
    public static final HoldSettings DEFAULT = new HoldSettings(Optional.empty(), Duration.ofDays(1), Then.HELD);

    /** What a client is told that has waited in vain. */
    public enum Then {
        /** That it is held, by which rule, for whom and until when: an error that it prints. */
        HELD,
        /** The platform's answer that makes a client try again by itself, and so wait on. */
        RETRY;

        static Then parse(String word) {
            return switch (word) {
                case "held" -> HELD;
                case "retry" -> RETRY;
                default -> throw new IllegalArgumentException("\"" + word + "\" is unknown; write held or retry");
            };
        }

        /** The word of the configuration. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
