package io.stagegate.core.platform;

import io.stagegate.core.json.JsonValue;

/** What came of a call. */
public sealed interface Answer {

    /**
     * The upstream answered.
     *
     * @param status HTTP status
     * @param body the parsed body; JSON null where it is empty or no JSON
     */
    record Replied(int status, JsonValue body) implements Answer {}

    /** @param why what kept the upstream from answering, fit for people */
    record Failed(String why) implements Answer {}
}
