package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.util.List;

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

    static List<String> texts(JsonObject json, String name) {
        return json.items(name).stream().map(v -> ((JsonString) v).value()).toList();
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("stored JSON lacks " + name);
    }
}
