package io.stagegate.gateway.edge;

import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Platform;
import io.stagegate.core.platform.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Answers clients with whole replies. On the request's event loop. */
final class Answering {
    private final Platform platform;

    Answering(Platform platform) {
        this.platform = platform;
    }

    /** Says something in the platform's own error form. */
    void say(HttpServerRequest request, Notice notice) {
        reply(request, platform.say(notice));
    }

    /** Replies, and ends the connection where not all of the request has been read. */
    void reply(HttpServerRequest request, Reply reply) {
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        var whole = request.isEnded();
        if (!whole) {
            response.putHeader("connection", "close");
        }
        var body = Buffer.buffer(reply.body());
        var head = request.method().name().equals("HEAD");
        var sent = head ? response.end() : response.end(body);
        if (!whole) {
            sent.onComplete(_ -> request.connection().close());
        }
    }
}
