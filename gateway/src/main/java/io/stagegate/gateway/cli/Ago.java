package io.stagegate.gateway.cli;

import io.stagegate.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A time as people write it: when it is, or how long ago. */
final class Ago {
    private Ago() {}

    /**
     * Reads one.
     *
     * @param option what it is of, for the message
     */
    static Instant time(String option, String text, Instant now) throws CliException {
        try {
            return Character.isDigit(text.charAt(text.length() - 1)) || text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : now.minus(Durations.parse(text));
        } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CliException(
                    option + " " + text + " is no time: write how long ago, such as 30d, or 2026-01-31T09:00:00Z");
        }
    }
}
