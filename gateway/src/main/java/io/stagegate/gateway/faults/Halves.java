package io.stagegate.gateway.faults;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/** Sends bodies so that they can be stopped in the middle, where anybody is there who would. */
public final class Halves {
    private Halves() {}

    /** @param between reached when half of the body is sent */
    public static Future<HttpClientResponse> send(HttpClientRequest request, Buffer body, Failpoint between) {
        if (!Failpoint.watched()) {
            return request.send(body);
        }
        var half = body.length() / 2;
        return request.write(body.slice(0, half))
                .compose(_ -> {
                    between.reached();
                    return request.end(body.slice(half, body.length()));
                })
                .compose(_ -> request.response());
    }
}
