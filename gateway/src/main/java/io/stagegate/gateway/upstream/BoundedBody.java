package io.stagegate.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/** The body of an answer, read whole as long as it is not too large. */
public final class BoundedBody {
    private BoundedBody() {}

    /**
     * To be called before the first part of it can arrive. What is larger fails, and its request is reset.
     *
     * @param largest how many bytes it may have
     * @param told told of each part
     */
    public static Future<String> read(
            HttpClientRequest request, HttpClientResponse response, int largest, Runnable told) {
        var promise = Promise.<String>promise();
        var buffer = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.handler(part -> {
            buffer.appendBuffer(part);
            told.run();
            if (buffer.length() > largest) {
                promise.tryFail("the answer is larger than " + largest + " bytes");
                request.reset();
            }
        });
        response.endHandler(_ -> promise.tryComplete(buffer.toString()));
        return promise.future();
    }
}
