package io.stagegate.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelServerTest {
    @Test
    void it_follows_the_alias_and_each_version_serves_as_it_was_told_to() throws Exception {
        var pointsTo = new AtomicReference<>("1");
        var asked = new ConcurrentLinkedQueue<String>();
        var vertx = Vertx.vertx();
        var registry = vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.add(request.path() + "?" + request.query());
                    var _ = request.response()
                            .end("{\"model_version\": {\"name\": \"fraud\", \"version\": \"%s\"}}"
                                    .formatted(pointsTo.get()));
                })
                .listen(0, "127.0.0.1")
                .await();
        var tracking = URI.create("http://127.0.0.1:" + registry.actualPort());
        try (var http = HttpClient.newHttpClient();
                var server =
                        ModelServer.start(tracking, ModelUri.parse("models:/fraud@champion"), Duration.ofMillis(100))) {
            server.behave("2", new Behaviour(0.3, Duration.ofMillis(1)));
            serves(server, "1");
            assertThat(errors(http, server)).isZero();
            pointsTo.set("2");
            serves(server, "2");

            assertThat(errors(http, server)).isEqualTo(6);

            assertThat(get(http, server, "/metrics").body())
                    .contains("requests_total{model=\"fraud\",version=\"1\"} 20")
                    .contains("errors_total{model=\"fraud\",version=\"2\"} 6")
                    .contains("request_seconds_bucket{model=\"fraud\",version=\"2\",le=\"+Inf\"} 20");
            assertThat(asked).containsOnly("/api/2.0/mlflow/registered-models/alias?name=fraud&alias=champion");
        } finally {
            vertx.close().await();
        }
    }

    private static void serves(ModelServer server, String version) throws InterruptedException {
        for (var i = 0; i < 100 && !server.version().equals(version); i++) {
            Thread.sleep(Duration.ofMillis(50));
        }
        assertThat(server.version()).isEqualTo(version);
    }

    private static long errors(HttpClient http, ModelServer server) {
        var request = HttpRequest.newBuilder(server.address().resolve("/invocations"))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        return IntStream.range(0, 20)
                .filter(_ -> send(http, request).statusCode() == 500)
                .count();
    }

    private static HttpResponse<String> get(HttpClient http, ModelServer server, String path) {
        return send(http, HttpRequest.newBuilder(server.address().resolve(path)).build());
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
