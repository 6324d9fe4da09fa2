package io.stagegate.rules.dsl;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times of the week and of the year where people live, for conditions: {@code Promotion( within(at, "Europe/Berlin", "Fri 16:00",
 * "Mon 08:00") )}. Zones are those of the IANA database; summer time is theirs.
 */
public final class Calendar {
    private static final int DAY = 24 * 60;

    private Calendar() {}

    /**
     * Whether a moment lies in a stretch of the day or the week, which begins with its first minute and ends before its last.
     *
     * @param from a time, such as {@code 22:00}, or day and time, such as {@code Fri 16:00}
     * @param to the same; earlier than {@code from} where the stretch goes over midnight, or over the end of the week
     */
    public static boolean within(Instant at, String zone, String from, String to) {
        var local = at.atZone(zone(zone));
        var weekly = from.contains(" ");
        if (weekly != to.contains(" ")) {
            throw new IllegalArgumentException(
                    "within \"" + from + "\", \"" + to + "\": write a day before both times, or before none");
        }
        var now = minute(local.toLocalTime()) + (weekly ? minute(local.getDayOfWeek()) : 0);
        var begin = minute(from);
        var end = minute(to);
        return begin <= end ? now >= begin && now < end : now >= begin || now < end;
    }

    /**
     * Whether a moment lies on one of some days, the first and the last included.
     *
     * @param from a date such as {@code 2026-12-18}, or one of every year, such as {@code 12-18}
     * @param to the same; earlier than {@code from} where it is of every year and goes over its end
     */
    public static boolean between(Instant at, String zone, String from, String to) {
        var day = at.atZone(zone(zone)).toLocalDate();
        if (from.length() != to.length()) {
            throw new IllegalArgumentException(
                    "between \"" + from + "\", \"" + to + "\": write a year before both dates, or before none");
        }
        // Dates of this form stand in the order of their letters.
        var now = from.length() == "12-18".length() ? day.toString().substring("2026-".length()) : day.toString();
        var begin = date(from);
        var end = date(to);
        var inside = now.compareTo(begin) >= 0;
        var before = now.compareTo(end) <= 0;
        return begin.compareTo(end) <= 0 ? inside && before : inside || before;
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "there is no time zone \"" + zone + "\": write one such as Europe/Berlin", e);
        }
    }

    private static String date(String text) {
        try {
            LocalDate.parse(text.length() == "12-18".length() ? "2024-" + text : text);
            return text;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no date: write 2026-12-18 or 12-18", e);
        }
    }

    private static int minute(String text) {
        var words = text.split(" ", -1);
        try {
            var time = minute(LocalTime.parse(words[words.length - 1]));
            return words.length == 1 ? time : time + minute(day(words[0]));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no time: write 22:00 or Fri 16:00", e);
        }
    }

    private static int minute(LocalTime time) {
        return time.getHour() * 60 + time.getMinute();
    }

    private static int minute(DayOfWeek day) {
        return (day.getValue() - 1) * DAY;
    }

    private static DayOfWeek day(String text) {
        return Arrays.stream(DayOfWeek.values())
                .filter(d -> text.length() >= 3 && d.name().startsWith(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is no day: write Mon, Tue, Wed, Thu, Fri, Sat or Sun"));
    }
}
