package io.stagegate.rules.dsl;

import java.time.Duration;
import java.util.regex.Pattern;

/** Times as rules write them: a number and s, m, h or d. */
final class Times {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h|d)");

    private Times() {}

    /**
     * A time.
     *
     * @param verb what was called with it
     * @throws IllegalArgumentException where it is none, or nothing
     */
    static Duration of(String verb, String time) {
        var matcher = TIME.matcher(time);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException(
                    verb + "(\"" + time + "\"): write a number above 0 and s, m, h or d, such as 24h");
        }
        var amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** A time as {@link #of} reads it. */
    static String text(Duration time) {
        var seconds = time.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
