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
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Fetches the few small documents of providers: bounded in size and time, and redirected nowhere. */
public final class Fetching implements AutoCloseable {
    private static final int LARGEST = 256 << 10;
    private static final int MILLIS = 5_000;
    private static final int CONNECTIONS = 4;

    private final Vertx vertx;
    private final Map<Optional<Path>, HttpClient> clients = new ConcurrentHashMap<>();

    public Fetching(Vertx vertx) {
        this.vertx = vertx;
    }

    /** One for all who are trusted by the same authorities. */
    private HttpClient client(Optional<Path> trust) {
        return clients.computeIfAbsent(trust, authorities -> {
            var options = new HttpClientOptions()
                    .setConnectTimeout(MILLIS)
                    .setKeepAlive(false)
                    .setVerifyHost(true)
                    .setDecompressionSupported(false);
            authorities
                    .map(file -> new PemTrustOptions()
                            .addCertPath(file.toAbsolutePath().toString()))
                    .ifPresent(options::setTrustOptions);
            return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        });
    }

    /**
     * The body of a 200 answer.
     *
     * @param trust the authorities' certificates, in PEM; those that Java trusts where empty
     */
    Future<String> text(String url, Optional<Path> trust) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setConnectTimeout(MILLIS)
                .setIdleTimeout(MILLIS)
                .setFollowRedirects(false)
                .putHeader("accept", "application/json");
        return Future.succeededFuture(options)
                .compose(client(trust)::request)
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
        clients.values().forEach(HttpClient::close);
    }
}
