package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.hold.Matter;
import java.util.List;

/** What holds are about, as JSON. */
public final class MatterJson {
    private MatterJson() {}

    public static JsonObject write(Matter matter) {
        return JsonObject.EMPTY
                .with("environments", texts(matter.environments()))
                .with("models", texts(matter.models()))
                .with("risk", JsonValue.of(matter.risk()));
    }

    private static JsonValue texts(List<String> texts) {
        return JsonValue.array(texts.stream().map(JsonValue::of).toList());
    }

    public static Matter read(JsonObject json) {
        return new Matter(texts(json, "environments"), texts(json, "models"), Stored.number(json, "risk"));
    }

    private static List<String> texts(JsonObject json, String name) {
        return json.items(name).stream()
                .map(JsonString.class::cast)
                .map(JsonString::value)
                .toList();
    }
}
