package io.stagegate.benchmarks.ladder;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** Answers as Prometheus does, at once and always the same, and counts how often it is asked. */
final class Answering implements AutoCloseable {
    private static final String VALUE =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[%s,\"%s\"]}]}}";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile long asked;

    Answering() {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** One event loop does it, so that nothing is lost of the count. */
    private void answer(HttpServerRequest request) {
        asked = asked + 1;
        request.setExpectMultipart(true);
        request.end().onSuccess(_ -> {
            var value = request.getFormAttribute("query").contains("requests_total[") ? "4711" : "0.01";
            request.response()
                    .putHeader("content-type", "application/json")
                    .end(VALUE.formatted(request.getFormAttribute("time"), value));
        });
    }

    long asked() {
        return asked;
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
