package io.stagegate.core.platform;

import io.stagegate.core.json.JsonValue.JsonObject;

/** How a client of a platform would ask for a change. */
public sealed interface Phrasing {

    /** With that request. */
    record Request(RequestHead head, JsonObject body) implements Phrasing {}

    /** @param what what to write instead, fit for people */
    record Impossible(String what) implements Phrasing {}
}
