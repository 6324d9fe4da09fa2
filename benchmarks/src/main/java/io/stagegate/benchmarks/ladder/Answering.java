package io.stagegate.benchmarks.ladder;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/** Answers as Prometheus does, at once and always the same, and counts how often it is asked. */
final class Answering implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final AtomicLong asked = new AtomicLong();

    Answering() {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void answer(HttpServerRequest request) {
        asked.incrementAndGet();
        request.setExpectMultipart(true);
        request.end().onSuccess(_ -> {
            var query = String.valueOf(request.getFormAttribute("query"));
            var value = query.contains("requests_total[") ? "4711" : "0.01";
            request.response().putHeader("content-type", "application/json").end("""
                            {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[%s,"%s"]}]}}""".formatted(
                            request.getFormAttribute("time"), value));
        });
    }

    long asked() {
        return asked.get();
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
