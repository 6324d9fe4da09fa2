package io.stagegate.it.identity;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before an upstream, and remembers every header that it is sent. */
final class Recorder implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final String upstream;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();

    Recorder(String upstream) {
        this.upstream = upstream;
        this.server = done(vertx.createHttpServer().requestHandler(this::pass).listen(0, "127.0.0.1"));
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private void pass(HttpServerRequest request) {
        var headers = new HashMap<String, List<String>>();
        request.headers()
                .names()
                .forEach(n -> headers.put(
                        n.toLowerCase(Locale.ROOT), request.headers().getAll(n)));
        seen.add(Map.copyOf(headers));
        request.body()
                .compose(body -> vertx.executeBlocking(() -> ask(request, body), false))
                .onComplete(answer -> request.response()
                        .setStatusCode(answer.succeeded() ? answer.result().statusCode() : 502)
                        .putHeader("content-type", "application/json")
                        .putHeader("set-cookie", "session=of-the-gateway")
                        .end(Buffer.buffer(answer.succeeded() ? answer.result().body() : new byte[0])));
    }

    private HttpResponse<byte[]> ask(HttpServerRequest request, Buffer body) throws IOException, InterruptedException {
        var asked = HttpRequest.newBuilder(URI.create(upstream + request.uri()))
                .header("content-type", "application/json")
                .method(request.method().name(), HttpRequest.BodyPublishers.ofByteArray(body.getBytes()));
        return client.send(asked.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** The values of a header so far; an empty text for each request without it. */
    List<String> all(String name) {
        return seen.stream()
                .flatMap(headers -> headers.getOrDefault(name, List.of("")).stream())
                .toList();
    }

    /** Everything that it was sent as header, in one text. */
    String text() {
        return seen.toString();
    }

    void forget() {
        seen.clear();
    }

    @Override
    public void close() {
        done(vertx.close());
        client.close();
    }
}
