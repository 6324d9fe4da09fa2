package io.stagegate.it.faults;

import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import io.stagegate.it.gateway.StandIn;
import io.stagegate.it.mlflow.MlflowServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The registry that gateways stand in front of, with a log of its own of everything that it was told to do, and with moods. */
final class LoggedUpstream implements AutoCloseable {
    static final String USER = "mia";
    static final String PASSWORD = "mia-password";
    private static final long SLOW = Duration.ofSeconds(8).toMillis();

    private final Vertx vertx = Vertx.vertx();
    private final boolean users;
    private final Runnable end;
    private final URI at;
    private final HttpClient client = vertx.createHttpClient();
    private final HttpServer server;
    private final List<Entry> log = new CopyOnWriteArrayList<>();
    private final AtomicReference<Supplier<Mood>> moods = new AtomicReference<>(() -> Mood.USUAL);
    private final Map<String, Mood> towards = new ConcurrentHashMap<>();

    /**
     * Something that it was told to do.
     *
     * @param body as it came
     * @param status what came of it, whatever was answered
     */
    record Entry(Instant at, String method, String path, String body, int status) {
        boolean done() {
            return status == 200;
        }
    }

    /** What it does with a change. */
    enum Mood {
        /** Makes it, and answers. */
        USUAL,
        /** Makes it after a while, and answers. */
        SLOW,
        /** Says that it has failed, and does nothing. */
        FAILING,
        /** Makes it, and says that it has failed. */
        LYING,
        /** Breaks the connection, and does nothing. */
        RESETTING,
        /** Makes it, and breaks the connection. */
        DROPPING,
        /** Makes it, and answers half. */
        HALVING,
        /** Makes it, and never answers. */
        SILENT
    }

    /**
     * @param users whether the registry that answers at that URL asks who one is
     * @param end ends it
     */
    private LoggedUpstream(String url, boolean users, Runnable end) {
        this.users = users;
        this.end = end;
        this.at = URI.create(url);
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    /** With the demo's registry, which answers at once. */
    static LoggedUpstream start() throws IOException {
        var standIn = StandIn.start(Map.of(USER, PASSWORD));
        return before(standIn.url(), true, standIn::close);
    }

    /** With a real MLflow, which does not ask who one is. */
    static LoggedUpstream mlflow(Path home) throws IOException {
        var server = MlflowServer.start(MlflowServer.Form.OPEN, home);
        return before(server.url(), false, server::close);
    }

    private static LoggedUpstream before(String url, boolean users, Runnable end) throws IOException {
        var upstream = new LoggedUpstream(url, users, end);
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

    /** How gateways find out who asks for something. */
    String requester() {
        return users ? "{ from: basic }" : "{ from: anonymous }";
    }

    /** What it keeps, past its moods and its log. */
    Registry registry() {
        return new Registry(Http.at(at.toString()).basic(USER, PASSWORD));
    }

    /** Asked for each change what is done with it. */
    void moods(Supplier<Mood> other) {
        moods.set(other);
    }

    /** What it does from now on with changes of one model, whatever its mood. */
    void mood(String model, Mood mood) {
        towards.put("\"" + model + "\"", mood);
    }

    private Mood mood(String body) {
        return towards.entrySet().stream()
                .filter(e -> body.contains(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> moods.get().get());
    }

    /** What it was told to do so far, in order. */
    List<Entry> log() {
        return List.copyOf(log);
    }

    private void handle(HttpServerRequest request) {
        var came = Instant.now();
        var change = !request.method().name().equals("GET");
        // What comes in part only is nothing that it was told to do.
        request.body().onSuccess(body -> {
            var mood = change ? mood(body.toString()) : Mood.USUAL;
            switch (mood) {
                case RESETTING -> {
                    log(came, request, body, 0);
                    request.connection().close();
                }
                case FAILING -> {
                    log(came, request, body, 503);
                    request.response().setStatusCode(503).end("{}");
                }
                case SLOW -> vertx.setTimer(SLOW, _ -> make(request, body, came, change, mood));
                case USUAL, LYING, DROPPING, HALVING, SILENT -> make(request, body, came, change, mood);
            }
        });
    }

    private void make(HttpServerRequest request, Buffer body, Instant came, boolean change, Mood mood) {
        forward(request, body).onSuccess(answer -> {
            if (change) {
                log(came, request, body, answer.status());
            }
            answer(request, answer, mood);
        });
    }

    private void log(Instant came, HttpServerRequest request, Buffer body, int status) {
        log.add(new Entry(came, request.method().name(), String.valueOf(request.path()), body.toString(), status));
    }

    private static void answer(HttpServerRequest request, Answered answer, Mood mood) {
        var response = request.response();
        if (response.closed()) {
            return;
        }
        switch (mood) {
            case DROPPING -> request.connection().close();
            case SILENT -> {}
            case LYING -> response.setStatusCode(502).end("{}");
            case HALVING -> {
                response.setStatusCode(answer.status()).putHeader("content-length", "1000");
                response.write("{").onComplete(_ -> request.connection().close());
            }
            case USUAL, SLOW, FAILING, RESETTING ->
                response.setStatusCode(answer.status())
                        .putHeader("content-type", "application/json")
                        .end(answer.body());
        }
    }

    private record Answered(int status, Buffer body) {}

    private Future<Answered> forward(HttpServerRequest request, Buffer body) {
        var options = new RequestOptions()
                .setHost(at.getHost())
                .setPort(at.getPort())
                .setMethod(request.method())
                .setURI(request.uri());
        var authorization = request.headers().get("authorization");
        return client.request(options)
                .compose(out -> {
                    out.putHeader("content-type", "application/json");
                    if (authorization != null) {
                        out.putHeader("authorization", authorization);
                    }
                    return out.send(body);
                })
                .compose(answer -> answer.body().map(text -> new Answered(answer.statusCode(), text)));
    }

    @Override
    public void close() {
        vertx.close();
        end.run();
    }
}
