package io.stagegate.it.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A server that is told, and remembers what. */
final class Receiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final AtomicReference<Answer> answer = new AtomicReference<>(_ -> 204);

    private Receiver(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** What it answers, by how often it was called before. */
    @FunctionalInterface
    interface Answer {
        int status(int before);
    }

    /** What was sent; header names in lower case. */
    record Message(String path, Map<String, String> headers, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String type() {
            return json().path("type").asText();
        }

        String hold() {
            return json().at("/data/hold/id").asText();
        }
    }

    static Receiver start() throws IOException {
        return new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var status = answer.get().status(messages.size());
        messages.add(new Message(exchange.getRequestURI().toString(), headers, body));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    void answers(Answer other) {
        answer.set(other);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Message> messages() {
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
        server.stop(0);
    }
}
