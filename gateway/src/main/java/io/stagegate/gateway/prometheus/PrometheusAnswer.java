package io.stagegate.gateway.prometheus;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What Prometheus said to one query. */
sealed interface PrometheusAnswer {

    /**
     * One value.
     *
     * @param value may be infinite, or not a number
     * @param at when it was so
     */
    record Value(double value, Instant at) implements PrometheusAnswer {}

    /** No series matches. */
    record Nothing() implements PrometheusAnswer {}

    /** It was answered, and not with one value. */
    record Wrong(String why) implements PrometheusAnswer {}

    /** It was not answered. */
    record Silent(String why) implements PrometheusAnswer {}

    /**
     * What an answer means.
     *
     * @param body of an answer whose status is a success
     */
    static PrometheusAnswer of(JsonValue body) {
        var data = body.get("data");
        if (!body.text("status").equals(Optional.of("success")) || data.isEmpty()) {
            return new Silent("its answer is not one of Prometheus");
        }
        var type = data.get().text("resultType").orElse("");
        return switch (type) {
            case "vector" -> vector(data.get().items("result"));
            case "scalar" ->
                data.get().get("result").flatMap(PrometheusAnswer::value).orElseGet(PrometheusAnswer::unreadable);
            default -> new Wrong("the query gives a " + type + ", where one value is wanted");
        };
    }

    /** What Prometheus says itself of why it does not answer. */
    static Optional<String> error(JsonValue body) {
        return body.text("status")
                .filter("error"::equals)
                .map(_ -> body.text("errorType").orElse("error") + ": "
                        + body.text("error").orElse(""));
    }

    private static PrometheusAnswer vector(List<JsonValue> result) {
        return switch (result.size()) {
            case 0 -> new Nothing();
            case 1 ->
                result.getFirst().get("value").flatMap(PrometheusAnswer::value).orElseGet(PrometheusAnswer::unreadable);
            default ->
                new Wrong(
                        result.size() + " series match, and none of them is picked; write sum(...), max(...) or another"
                                + " aggregation around the query");
        };
    }

    private static PrometheusAnswer unreadable() {
        return new Wrong("the query gives no number, where one value is wanted");
    }

    /** A time in seconds, and a number as a text. */
    private static Optional<PrometheusAnswer> value(JsonValue pair) {
        if (pair instanceof JsonArray(var elements)
                && elements.size() == 2
                && elements.getFirst() instanceof JsonNumber seconds
                && elements.getLast() instanceof JsonString(var text)) {
            return number(text).map(value -> new Value(value, instant(seconds.doubleValue())));
        }
        return Optional.empty();
    }

    /** A time as Prometheus writes it. */
    static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Math.round(Math.clamp(seconds, -1e10, 1e12) * 1_000));
    }

    private static Optional<Double> number(String text) {
        return switch (text) {
            case "NaN" -> Optional.of(Double.NaN);
            case "+Inf", "Inf" -> Optional.of(Double.POSITIVE_INFINITY);
            case "-Inf" -> Optional.of(Double.NEGATIVE_INFINITY);
            default -> {
                try {
                    yield Optional.of(Double.parseDouble(text));
                } catch (NumberFormatException e) {
                    yield Optional.empty();
                }
            }
        };
    }
}
