package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import java.util.LinkedHashMap;

/** Replies as JSON. */
public final class ReplyJson {
    private ReplyJson() {}

    public static JsonObject write(Reply reply) {
        var headers = new LinkedHashMap<String, JsonValue>();
        reply.headers().forEach((name, value) -> headers.put(name, JsonValue.of(value)));
        return JsonObject.EMPTY
                .with("status", JsonValue.of(reply.status()))
                .with("headers", new JsonObject(headers))
                .with("body", reply.body());
    }

    public static Reply read(JsonObject json) {
        return new Reply(
                Stored.number(json, "status"),
                ChangeJson.texts(Stored.object(json, "headers")),
                Stored.text(json, "body"));
    }
}
