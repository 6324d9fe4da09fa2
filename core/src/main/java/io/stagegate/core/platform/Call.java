package io.stagegate.core.platform;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * A request that the gateway sends to the upstream.
 *
 * @param method upper case
 * @param target canonical path with its query
 * @param headers what the platform needs beyond the gateway's own and the credentials; lower-case names
 * @param body the JSON body; its text is what goes over the wire
 */
public record Call(String method, String target, Map<String, String> headers, Optional<JsonObject> body) {
    public Call {
        headers = Map.copyOf(headers);
    }

    public static Call get(String target, Map<String, String> headers) {
        return new Call("GET", target, headers, Optional.empty());
    }
}
