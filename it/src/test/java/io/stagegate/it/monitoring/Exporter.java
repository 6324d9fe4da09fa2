package io.stagegate.it.monitoring;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What serves models, as far as Prometheus sees it: at each look there were ten more requests of a model, some of which failed. */
public final class Exporter implements AutoCloseable {
    private static final int REQUESTS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Served> models = new ConcurrentHashMap<>();
    private final HttpServer server;

    private record Served(int failing, long requests, long errors) {
        Served next() {
            return new Served(failing, requests + (failing < 0 ? 0 : REQUESTS), errors + Math.max(0, failing));
        }

        String text(String labels) {
            return "requests_total{%1$s} %2$d%nerrors_total{%1$s} %3$d%n".formatted(labels, requests, errors);
        }
    }

    private Exporter() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4")
                        .end(look()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public static Exporter start() {
        return new Exporter();
    }

    private String look() {
        models.replaceAll((_, served) -> served.next());
        return models.entrySet().stream()
                .map(m -> m.getValue().text("env=\"production\",model=\"" + escaped(m.getKey()) + "\""))
                .collect(Collectors.joining());
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** A model serves, so many of whose ten requests fail; less than none where it has no requests. */
    public void serve(String model, int failing) {
        models.merge(
                model,
                new Served(failing, 0, 0),
                (before, now) -> new Served(now.failing(), before.requests(), before.errors()));
    }

    /** A model is not served any more. */
    public void end(String model) {
        models.remove(model);
    }

    /** As Prometheus names targets. */
    public String address() {
        return "127.0.0.1:" + server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
