package io.stagegate.it.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A server that is told, and remembers what. */
public final class Receiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final AtomicReference<Answer> answer = new AtomicReference<>(_ -> 204);

    private Receiver() {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** What it answers, by how often it was called before. */
    @FunctionalInterface
    public interface Answer {
        int status(int before);
    }

    /** What was sent, and what was answered; header names in lower case. */
    public record Message(String path, Map<String, String> headers, String body, int status) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public String type() {
            return json().path("type").asText();
        }

        public String hold() {
            return json().at("/data/hold/id").asText();
        }
    }

    public static Receiver start() {
        return new Receiver();
    }

    private void handle(HttpServerRequest request, Buffer body) {
        var headers = new TreeMap<String, String>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        var status = answer.get().status(messages.size());
        messages.add(new Message(request.uri(), headers, body.toString(), status));
        request.response().setStatusCode(status).end();
    }

    public void answers(Answer other) {
        answer.set(other);
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    public List<Message> messages() {
        return List.copyOf(messages);
    }

    List<Message> messages(Predicate<Message> which) {
        return messages.stream().filter(which).toList();
    }

    /** The first message of that sort, waited for. */
    Message first(Predicate<Message> which) {
        Eventually.holds(() -> {
            if (messages(which).isEmpty()) {
                throw new AssertionError(
                        "not among " + messages.stream().map(Message::type).toList());
            }
        });
        return messages(which).getFirst();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
