package io.stagegate.gateway.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.Map;

/**
 * All calls that carry a proof of their own in place of a person's token.
 *
 * @param callbacks of those who were told something
 * @param sources of those who tell
 * @param events of platforms that tell of changes
 */
public record ProvedCalls(CallbackCalls callbacks, SourceCalls sources, EventCalls events) {

    /** Whether a path is that of such a call. */
    static boolean carriesProof(String path) {
        return CallbackCalls.carriesProof(path) || SourceCalls.carriesProof(path) || EventCalls.carriesProof(path);
    }

    /** How many bytes of a body are read at most; as many as of others where it is no source and no platform that tells. */
    static int largest(String path, int others) {
        return SourceCalls.carriesProof(path)
                ? SourceCalls.LARGEST
                : EventCalls.carriesProof(path) ? EventCalls.LARGEST : others;
    }

    Map<String, CallbackCalls.Proved> calls() {
        var calls = new HashMap<>(callbacks.calls());
        calls.putAll(sources.calls());
        calls.putAll(events.calls());
        return Map.copyOf(calls);
    }

    /** Sources and platforms may send more than others, once they say that they are some. */
    void readBodies(Router root) {
        root.route(HttpMethod.POST, SourceCalls.SIGNALS).handler(sources::admit);
        root.route(HttpMethod.POST, SourceCalls.SIGNALS)
                .handler(BodyHandler.create(false).setBodyLimit(SourceCalls.LARGEST));
        root.route(HttpMethod.POST, EventCalls.EVENTS).handler(events::admit);
        root.route(HttpMethod.POST, EventCalls.EVENTS)
                .handler(BodyHandler.create(false).setBodyLimit(EventCalls.LARGEST));
    }
}
