package io.stagegate.core.platform;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.Set;

/**
 * What a platform tells of its own accord when something was changed there. It is a hint where to look, and never what serves: that is
 * read.
 */
public interface PlatformEvents {

    /**
     * The headers that an event proves itself with. The signature is as Standard Webhooks has it: {@code v1,} and in Base64 the HMAC-SHA256
     * of id, timestamp and body with dots between them.
     *
     * @param id names the header that tells one event from others, in lower case
     * @param timestamp that of the time in seconds
     * @param signature that of the signature
     */
    record Proof(String id, String timestamp, String signature) {}

    /** What an event proves itself with. */
    Proof proof();

    /**
     * The models that an event is about; none where it is about something else.
     *
     * @throws IllegalArgumentException where it is no event of this platform; the message says what is wrong
     */
    Set<Model> about(JsonObject event);
}
