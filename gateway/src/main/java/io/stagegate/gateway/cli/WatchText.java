package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Watches and readings as people read them. */
final class WatchText {
    private static final int WIDTH = 40;
    private static final MathContext DIGITS = new MathContext(4);

    private WatchText() {}

    /** How much of its time is left, or how it ended. */
    static String left(JsonValue watch, Instant now) {
        if (!HoldText.text(watch, "state").equals("open")) {
            return HoldText.text(watch, "state");
        }
        var left = watch.text("until")
                .map(until -> Duration.between(now, Instant.parse(until)))
                .orElse(Duration.ZERO);
        return left.isNegative() ? "over" : spoken(left);
    }

    private static String spoken(Duration time) {
        if (time.toDays() > 1) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    /** A value with its unit, or why there is none. */
    static String value(JsonValue reading) {
        var state = HoldText.text(reading, "state");
        if (!state.equals("read")) {
            return state;
        }
        var unit = HoldText.text(reading, "unit");
        return figure(reading) + (unit.isEmpty() || unit.equals("ratio") ? "" : " " + unit);
    }

    private static String figure(JsonValue reading) {
        return reading.get("value")
                .map(value -> value instanceof JsonNumber(var literal)
                        ? new BigDecimal(literal)
                                .round(DIGITS)
                                .stripTrailingZeros()
                                .toPlainString()
                        : HoldText.plain(value))
                .orElse("");
    }

    /** The reading of a signal; empty where there is none. */
    static Optional<JsonValue> of(List<JsonValue> readings, String signal) {
        return readings.stream()
                .filter(r -> HoldText.text(r, "signal").equals(signal))
                .findFirst();
    }

    static OptionalDouble number(JsonValue reading) {
        return reading.get("value").orElse(JsonValue.of("")) instanceof JsonNumber number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** A bar as long as a value is large; what goes beyond the scale ends in an arrow. */
    static String bar(double value, double scale) {
        if (value > scale) {
            return "#".repeat(WIDTH - 1) + ">";
        }
        var length = scale > 0 ? (int) Math.round(WIDTH * Math.max(0, value) / scale) : 0;
        return "#".repeat(length) + " ".repeat(WIDTH - length);
    }

    /** What stands in place of a bar where there is no value. */
    static String nothing() {
        return "?" + " ".repeat(WIDTH - 1);
    }
}
