package io.stagegate.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Times as they are written: a whole number and {@code s}, {@code m}, {@code h} or {@code d}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(?<number>[0-9]{1,9})(?<unit>[smhd])");
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Durations() {}

    /** @throws IllegalArgumentException if the text is no time, or longer than ten years */
    public static Duration parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time; write a whole number and s, m, h or d, such as 100s, 30m, 24h or 7d");
        }
        var number = Long.parseLong(form.group("number"));
        var duration =
                switch (form.group("unit")) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than ten years; write a shorter time");
        }
        return duration;
    }
}
