package io.stagegate.gateway.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.tls.Encryption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Probes and metrics. Reads go on without the database, so that readiness does not depend on it. */
public final class OperationsListener {
    private final PrometheusMeterRegistry metrics;
    private final Standing standing;
    private final HttpServer server;

    /**
     * How the gateway is.
     *
     * @param ready whether the listeners are up
     * @param writable whether decisions can be recorded
     * @param audit how the audit's log stands, in a word
     * @param policy digest of the policy set in force, where there is one
     * @param missing why there is no policy set to decide by; empty where there is
     * @param silent the names of the sources of signals that do not answer
     */
    public record Standing(
            BooleanSupplier ready,
            BooleanSupplier writable,
            Supplier<String> audit,
            Supplier<Optional<String>> policy,
            Supplier<Optional<String>> missing,
            Supplier<List<String>> silent) {}

    public OperationsListener(Vertx vertx, PrometheusMeterRegistry metrics, Standing standing, Encryption encryption) {
        this.metrics = metrics;
        this.standing = standing;
        Gauge.builder("stagegate_governed_available", this, o -> o.governs() ? 1 : 0)
                .description(
                        "1 where there is a policy set and decisions can be recorded, so that governed requests are served")
                .register(metrics);
        this.server = vertx.createHttpServer(encryption.on(new HttpServerOptions().setIdleTimeout(60)))
                .requestHandler(this::handle);
        encryption.follow(vertx, server);
    }

    /** Starts listening; the port that it listens on. */
    public Future<Integer> start(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    public Future<Void> stop() {
        return server.shutdown(1, TimeUnit.SECONDS);
    }

    private void handle(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/livez" -> json(request, 200, JsonObject.EMPTY.with("status", "live"));
            case "/readyz" -> readiness(request);
            case "/metrics" ->
                request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.scrape());
            default ->
                json(request, 404, JsonObject.EMPTY.with("detail", "there are /livez, /readyz and /metrics here"));
        }
    }

    private void readiness(HttpServerRequest request) {
        var begun = standing.ready().getAsBoolean();
        var missing = standing.missing().get();
        var up = begun && missing.isEmpty();
        var word = up ? "ready" : begun ? "no policy" : "starting";
        var body = JsonObject.EMPTY
                .with("status", word)
                .with("governed", governs() ? "available" : "unavailable")
                .with("audit", standing.audit().get())
                .with("policy", standing.policy().get().orElse(""))
                .with(
                        "sourcesDown",
                        JsonValue.array(standing.silent().get().stream()
                                .map(JsonValue::of)
                                .toList()));
        json(request, up ? 200 : 503, missing.map(why -> body.with("why", why)).orElse(body));
    }

    private boolean governs() {
        return standing.writable().getAsBoolean() && standing.missing().get().isEmpty();
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.toJson());
    }
}
