package io.stagegate.gateway.oidc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/** Fetches the few small documents of providers: bounded in size and time, and redirected nowhere. */
public final class Fetching implements AutoCloseable {
    private static final int LARGEST = 256 << 10;
    private static final int MILLIS = 5_000;
    private static final int CONNECTIONS = 4;

    private final HttpClient client;

    public Fetching(Vertx vertx) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(MILLIS)
                        .setKeepAlive(false)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** The body of a 200 answer. */
    Future<String> text(String url) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setConnectTimeout(MILLIS)
                .setIdleTimeout(MILLIS)
                .setFollowRedirects(false)
                .putHeader("accept", "application/json");
        return Future.succeededFuture(options)
                .compose(client::request)
                .compose(request -> request.send().compose(response -> body(request, response)))
                .timeout(MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Future<String> body(HttpClientRequest request, HttpClientResponse response) {
        if (response.statusCode() != 200) {
            request.reset();
            return Future.failedFuture("it answered " + response.statusCode());
        }
        var promise = Promise.<String>promise();
        var buffer = io.vertx.core.buffer.Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.handler(part -> {
            buffer.appendBuffer(part);
            if (buffer.length() > LARGEST) {
                promise.tryFail("its answer is larger than " + LARGEST + " bytes");
                request.reset();
            }
        });
        response.endHandler(_ -> promise.tryComplete(buffer.toString()));
        return promise.future();
    }

    @Override
    public void close() {
        client.close();
    }
}
