package io.stagegate.it.faults;

import io.stagegate.it.gateway.StandIn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The registry that gateways stand in front of, with a log of its own of everything that it was told to do. */
final class LoggedUpstream implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final StandIn registry;
    private final URI at;
    private final HttpClient client = vertx.createHttpClient();
    private final HttpServer server;
    private final List<Entry> log = new CopyOnWriteArrayList<>();

    /**
     * Something that it was told to do.
     *
     * @param body as it came
     * @param status what it answered
     */
    record Entry(Instant at, String method, String path, String body, int status) {}

    private LoggedUpstream(StandIn registry) {
        this.registry = registry;
        this.at = URI.create(registry.url());
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    static LoggedUpstream start() throws IOException {
        var upstream = new LoggedUpstream(StandIn.start());
        await(upstream.server.listen(0, "127.0.0.1"));
        return upstream;
    }

    private static <T> void await(Future<T> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    StandIn registry() {
        return registry;
    }

    /** What it was told to do so far, in order. */
    List<Entry> log() {
        return List.copyOf(log);
    }

    private void handle(HttpServerRequest request) {
        var came = Instant.now();
        request.body()
                .onSuccess(body -> forward(request, body).onSuccess(answer -> {
                    if (!request.method().name().equals("GET")) {
                        log.add(new Entry(
                                came,
                                request.method().name(),
                                String.valueOf(request.path()),
                                body.toString(),
                                answer.status()));
                    }
                    request.response()
                            .setStatusCode(answer.status())
                            .putHeader("content-type", "application/json")
                            .end(answer.body());
                }));
    }

    private record Answered(int status, Buffer body) {}

    private Future<Answered> forward(HttpServerRequest request, Buffer body) {
        var options = new RequestOptions()
                .setHost(at.getHost())
                .setPort(at.getPort())
                .setMethod(request.method())
                .setURI(request.uri());
        return client.request(options)
                .compose(
                        out -> out.putHeader("content-type", "application/json").send(body))
                .compose(answer -> answer.body().map(text -> new Answered(answer.statusCode(), text)));
    }

    @Override
    public void close() {
        vertx.close();
        registry.close();
    }
}
