package io.stagegate.gateway.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Answers that are written piece by piece. */
final class Streaming {
    private Streaming() {}

    /**
     * Begins one.
     *
     * @param type media type
     * @return whether a body follows; for {@code HEAD} there is none, and the answer is at its end
     */
    static boolean begin(RoutingContext context, String type) {
        context.response().setChunked(true).putHeader("content-type", type).putHeader("cache-control", "no-store");
        if (context.request().method().equals(HttpMethod.HEAD)) {
            context.end();
            return false;
        }
        return true;
    }
}
