package io.stagegate.config;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/** The forms of what is written about a source. Each gives the value, or says what to write instead. */
final class SourceForms {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST_UNIT = 32;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(1);
    private static final Duration SHORTEST_KEPT = Duration.ofDays(1);
    private static final Duration SHORTEST_REMEMBERED = Duration.ofMinutes(1);
    private static final Duration LONGEST_REMEMBERED = Duration.ofDays(30);
    private static final int MOST_PER_MINUTE = 1_000_000;

    private SourceForms() {}

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" cannot name a source; write letters, digits and . _ - only, such as prometheus");
        }
        return text;
    }

    static String signal(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" cannot name a signal; write letters, digits and . _ - only, such as error-rate");
        }
        return text;
    }

    static String label(String text) {
        if (!LABEL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no label; write letters, digits and _ only, such as model");
        }
        return text;
    }

    static String unit(String text) {
        if (text.length() > LONGEST_UNIT) {
            throw new IllegalArgumentException(
                    "a unit has at most " + LONGEST_UNIT + " characters; write one such as ratio or s");
        }
        return text;
    }

    /** Unlike an upstream it may be below a path. */
    static URI url(String text) {
        var uri = WebhookForms.url(text);
        if (uri.getRawQuery() != null) {
            throw new IllegalArgumentException("a URL with ? leads nowhere here; write https://host/path");
        }
        return URI.create(uri.toString().replaceFirst("/+$", ""));
    }

    static int checkConcurrency(int queries) {
        if (queries < 1 || queries > 1_000) {
            throw new IllegalArgumentException(queries + " queries at once cannot be; write a number from 1 to 1000");
        }
        return queries;
    }

    static int concurrency(String text) {
        return checkConcurrency(number(text, 8));
    }

    static int checkPerMinute(int many) {
        if (many < 1 || many > MOST_PER_MINUTE) {
            throw new IllegalArgumentException(many + " a minute cannot be; write a number from 1 to 1000000");
        }
        return many;
    }

    static int perMinute(String text) {
        return checkPerMinute(number(text, Source.PER_MINUTE));
    }

    private static int number(String text, int example) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no whole number; write one such as " + example, e);
        }
    }

    static Duration checkTimeout(Duration time) {
        if (time.compareTo(SHORTEST_TIMEOUT) < 0 || time.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a query may take between 1s and 60s; write a time such as 5s");
        }
        return time;
    }

    static Duration checkKeep(Duration time) {
        if (time.compareTo(SHORTEST_KEPT) < 0) {
            throw new IllegalArgumentException("readings are kept for a day at least; write a time such as 30d");
        }
        return time;
    }

    static Duration checkForget(Duration time) {
        if (time.compareTo(SHORTEST_REMEMBERED) < 0 || time.compareTo(LONGEST_REMEMBERED) > 0) {
            throw new IllegalArgumentException("an alert is remembered for 1m to 30d; write a time such as 12h");
        }
        return time;
    }

    static Duration checkStep(Duration time) {
        if (time.compareTo(SHORTEST_STEP) < 0) {
            throw new IllegalArgumentException("values are at least 1s apart; write a time such as 15s");
        }
        return time;
    }

    static Duration staleAfter(String text) {
        var time = Durations.parse(text);
        if (!time.isPositive()) {
            throw new IllegalArgumentException("nothing is as fresh as that; write a time such as 5m");
        }
        return time;
    }
}
