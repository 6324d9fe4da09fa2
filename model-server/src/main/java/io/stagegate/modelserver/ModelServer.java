package io.stagegate.modelserver;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the version that an alias of a registry points to, and follows it. On loopback:
 *
 * <ul>
 *   <li>{@code POST /invocations}: an answer of the version, or an error, as the version behaves
 *   <li>{@code GET /version}: the version's number
 *   <li>{@code GET /metrics}: {@code requests_total}, {@code errors_total} and {@code request_seconds} by model and version
 * </ul>
 */
public final class ModelServer implements AutoCloseable {
    private final Duration every;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;
    private final Aliases aliases;
    private final Figures figures;
    private final Thread following;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private volatile String version = "";

    private ModelServer(URI tracking, ModelUri model, Duration every) {
        this.every = every;
        this.aliases = new Aliases(tracking, model);
        this.figures = new Figures(model.model());
        this.http = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::handle);
        this.following = Thread.ofVirtual().unstarted(this::follow);
    }

    /**
     * Starts one, on a port of its own.
     *
     * @param tracking the registry's address
     * @param every how often it asks where the alias points to
     */
    public static ModelServer start(URI tracking, ModelUri model, Duration every) {
        var server = new ModelServer(tracking, model, every);
        server.http.listen().await();
        server.following.start();
        return server;
    }

    /** How a version serves from now on; one that nobody has told how is good. */
    public void behave(String version, Behaviour behaviour) {
        behaviours.put(version, behaviour);
    }

    /** Where it is. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + http.actualPort());
    }

    /** The version that it serves; empty until the registry has said one. */
    public String version() {
        return version;
    }

    private void follow() {
        try {
            while (true) {
                // A server goes on with what it has where the registry does not answer.
                version = aliases.version().orElse(version);
                Thread.sleep(every);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/invocations" -> invoke(request);
            case "/version" -> answer(request, 200, version);
            case "/metrics" -> answer(request, 200, figures.text());
            default -> answer(request, 404, "there are /invocations, /version and /metrics");
        }
    }

    private void invoke(HttpServerRequest request) {
        var serving = version;
        var behaviour = behaviours.getOrDefault(serving, Behaviour.GOOD);
        var begun = System.nanoTime();
        vertx.setTimer(Math.max(1, behaviour.latency().toMillis()), _ -> {
            var failed = serving.isEmpty() || figures.due(serving, behaviour.errorRate());
            figures.served(serving, failed, Duration.ofNanos(System.nanoTime() - begun));
            answer(request, failed ? 500 : 200, "{\"version\":\"" + serving + "\"}");
        });
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        var _ = request.response().setStatusCode(status).end(text);
    }

    @Override
    public void close() {
        following.interrupt();
        aliases.close();
        vertx.close().await();
    }
}
