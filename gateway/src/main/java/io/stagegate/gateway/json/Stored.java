package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Members that stored JSON always has; their absence is a defect, never an answer. */
final class Stored {
    private Stored() {}

    static String text(JsonObject json, String name) {
        return json.text(name).orElseThrow(() -> missing(name));
    }

    static JsonObject object(JsonObject json, String name) {
        return json.get(name)
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElseThrow(() -> missing(name));
    }

    static int number(JsonObject json, String name) {
        return json.get(name)
                .filter(JsonValue.JsonNumber.class::isInstance)
                .map(v -> (int) ((JsonValue.JsonNumber) v).doubleValue())
                .orElseThrow(() -> missing(name));
    }

    /** A whole number, to its last digit. */
    static long count(JsonObject json, String name) {
        return json.get(name)
                .flatMap(v -> v instanceof JsonValue.JsonNumber(var digits)
                        ? Optional.of(Long.parseLong(digits))
                        : Optional.<Long>empty())
                .orElseThrow(() -> missing(name));
    }

    /** A number, or as text what JSON has no number for. */
    static double figure(JsonObject json, String name) {
        return json.get(name)
                .map(value -> Double.parseDouble(value instanceof JsonString(var text) ? text : value.toJson()))
                .orElseThrow(() -> missing(name));
    }

    static boolean truth(JsonObject json, String name) {
        return json.get(name).map(JsonValue.JsonBoolean.TRUE::equals).orElseThrow(() -> missing(name));
    }

    static Instant time(JsonObject json, String name) {
        return Instant.parse(text(json, name));
    }

    /** @param unknown what it is where it is absent */
    static Instant time(JsonObject json, String name, Instant unknown) {
        return json.text(name).map(Instant::parse).orElse(unknown);
    }

    static List<String> texts(JsonObject json, String name) {
        return json.items(name).stream().map(v -> ((JsonString) v).value()).toList();
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("stored JSON lacks " + name);
    }
}
