package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Matter;

/** What holds are about, as JSON. */
public final class MatterJson {
    private MatterJson() {}

    public static JsonObject write(Matter matter) {
        return JsonObject.EMPTY
                .with("environments", JsonValue.texts(matter.environments()))
                .with("models", JsonValue.texts(matter.models()))
                .with("risk", JsonValue.of(matter.risk()));
    }

    public static Matter read(JsonObject json) {
        return new Matter(
                Stored.texts(json, "environments"), Stored.texts(json, "models"), Stored.number(json, "risk"));
    }
}
