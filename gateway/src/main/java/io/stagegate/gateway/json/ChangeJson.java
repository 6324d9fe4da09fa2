package io.stagegate.gateway.json;

import io.stagegate.core.Action;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Change;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Changes and the calls that make them, as JSON. */
public final class ChangeJson {
    private ChangeJson() {}

    public static JsonObject write(Change change) {
        return JsonObject.EMPTY
                .with("operation", change.operation())
                .with("action", change.action().word())
                .with("workspace", change.workspace())
                .with("model", change.model())
                .with("models", FactJson.strings(change.models()))
                .with("parameters", change.parameters())
                .with(
                        "calls",
                        JsonValue.array(
                                change.calls().stream().map(ChangeJson::write).toList()));
    }

    public static Change read(JsonObject json) {
        return new Change(
                Stored.text(json, "operation"),
                Action.valueOf(Stored.text(json, "action").toUpperCase(Locale.ROOT)),
                Stored.text(json, "workspace"),
                Stored.text(json, "model"),
                Set.copyOf(Stored.texts(json, "models")),
                Stored.object(json, "parameters"),
                json.items("calls").stream().map(c -> readCall((JsonObject) c)).toList());
    }

    private static JsonObject write(Call call) {
        var headers = new LinkedHashMap<String, JsonValue>();
        call.headers().forEach((name, value) -> headers.put(name, JsonValue.of(value)));
        var out = JsonObject.EMPTY
                .with("method", call.method())
                .with("target", call.target())
                .with("headers", new JsonObject(headers));
        return call.body().map(body -> out.with("body", body)).orElse(out);
    }

    private static Call readCall(JsonObject json) {
        return new Call(
                Stored.text(json, "method"),
                Stored.text(json, "target"),
                texts(Stored.object(json, "headers")),
                json.get("body").map(JsonObject.class::cast));
    }

    /** The members of an object whose values are all texts. */
    static Map<String, String> texts(JsonObject json) {
        var out = new LinkedHashMap<String, String>();
        json.members().forEach((name, value) -> out.put(name, ((JsonString) value).value()));
        return out;
    }
}
