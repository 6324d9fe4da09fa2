package io.stagegate.core.platform;

import java.util.HashMap;
import java.util.Map;

/**
 * A whole answer to a client, small enough to keep: what held and joined clients are given.
 *
 * @param status HTTP status
 * @param headers lower-case names; content-length is not among them
 * @param body text of the body; empty where there is none
 */
public record Reply(int status, Map<String, String> headers, String body) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply json(int status, String body) {
        return new Reply(status, Map.of("content-type", "application/json"), body);
    }

    /** The same with another header. */
    public Reply with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    /** The same with another status. */
    public Reply withStatus(int other) {
        return new Reply(other, headers, body);
    }
}
