package io.stagegate.it.scale;

import io.stagegate.it.gateway.StandIn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that knows how many calls it has been asked at once, and how often it was told to change something. */
final class BusyUpstream implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final StandIn registry;
    private final URI at;
    private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(512));
    private final HttpServer server;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    private BusyUpstream(StandIn registry) {
        this.registry = registry;
        this.at = URI.create(registry.url());
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    static BusyUpstream start() throws Exception {
        var upstream = new BusyUpstream(StandIn.start());
        upstream.server
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return upstream;
    }

    private void handle(HttpServerRequest request) {
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        if (!request.method().name().equals("GET")) {
            changes.incrementAndGet();
        }
        var options = new RequestOptions()
                .setHost(at.getHost())
                .setPort(at.getPort())
                .setMethod(request.method())
                .setURI(request.uri());
        request.body()
                .compose(body -> client.request(options)
                        .compose(out -> out.putHeader("content-type", "application/json")
                                .send(body)))
                .compose(answer -> answer.body().compose(body -> {
                    request.response().setStatusCode(answer.statusCode()).putHeader("content-type", "application/json");
                    open.decrementAndGet();
                    return request.response().end(body);
                }))
                .recover(e -> Future.succeededFuture());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    StandIn registry() {
        return registry;
    }

    /** The most calls that were under way at once since this was last asked. */
    int mostAtOnce() {
        return most.getAndSet(0);
    }

    /** How often it was told to change something so far. */
    int changes() {
        return changes.get();
    }

    @Override
    public void close() throws IOException {
        vertx.close();
        registry.close();
    }
}
