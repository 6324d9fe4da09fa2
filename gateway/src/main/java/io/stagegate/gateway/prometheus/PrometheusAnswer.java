package io.stagegate.gateway.prometheus;

import io.stagegate.config.Source.Take;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

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
        return of(body, data -> {
            var type = data.text("resultType").orElse("");
            return switch (type) {
                case "vector" -> one(data.items("result"), series -> read(series.get("value")));
                case "scalar" -> read(data.get("result"));
                default -> new Wrong("the query gives a " + type + ", where one value is wanted");
            };
        });
    }

    private static PrometheusAnswer of(JsonValue body, Function<JsonValue, PrometheusAnswer> read) {
        return body.get("data")
                .filter(_ -> body.text("status").equals(Optional.of("success")))
                .map(read)
                .orElseGet(() -> new Silent("its answer is not one of Prometheus"));
    }

    /**
     * What an answer about a range means.
     *
     * @param body of an answer whose status is a success
     * @param take which of the values counts, told as of the time of the last one
     */
    static PrometheusAnswer of(JsonValue body, Take take) {
        return of(body, data -> one(data.items("result"), series -> taken(series.items("values"), take)));
    }

    private static PrometheusAnswer taken(List<JsonValue> pairs, Take take) {
        var values = pairs.stream()
                .flatMap(pair -> PrometheusAnswer.value(pair).stream())
                .toList();
        if (values.size() < pairs.size()) {
            return unreadable();
        }
        if (values.isEmpty()) {
            return new Nothing();
        }
        var last = values.getLast();
        var numbers = values.stream().mapToDouble(Value::value).filter(v -> !Double.isNaN(v));
        var taken =
                switch (take) {
                    case LAST -> OptionalDouble.of(last.value());
                    case LOWEST -> numbers.min();
                    case HIGHEST -> numbers.max();
                    case MEAN -> numbers.average();
                };
        return new Value(taken.orElse(Double.NaN), last.at());
    }

    /** What Prometheus says itself of why it does not answer. */
    static Optional<String> error(JsonValue body) {
        return body.text("status")
                .filter("error"::equals)
                .map(_ -> body.text("errorType").orElse("error") + ": "
                        + body.text("error").orElse(""));
    }

    private static PrometheusAnswer one(List<JsonValue> series, Function<JsonValue, PrometheusAnswer> read) {
        return switch (series.size()) {
            case 0 -> new Nothing();
            case 1 -> read.apply(series.getFirst());
            default ->
                new Wrong(
                        series.size() + " series match, and none of them is picked; write sum(...), max(...) or another"
                                + " aggregation around the query");
        };
    }

    private static PrometheusAnswer read(Optional<JsonValue> pair) {
        return pair.<PrometheusAnswer>flatMap(PrometheusAnswer::value).orElseGet(PrometheusAnswer::unreadable);
    }

    private static PrometheusAnswer unreadable() {
        return new Wrong("the query gives no number, where one value is wanted");
    }

    /** A time in seconds, and a number as a text. */
    private static Optional<Value> value(JsonValue pair) {
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
