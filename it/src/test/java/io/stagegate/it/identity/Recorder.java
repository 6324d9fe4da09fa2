package io.stagegate.it.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before an upstream, and remembers every header that it is sent. */
final class Recorder implements AutoCloseable {
    private final HttpServer server;
    private final String upstream;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Map<String, List<String>>> seen = new CopyOnWriteArrayList<>();

    Recorder(String upstream) throws IOException {
        this.upstream = upstream;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.start();
    }

    private void pass(HttpExchange exchange) throws IOException {
        seen.add(Map.copyOf(exchange.getRequestHeaders()));
        var request = HttpRequest.newBuilder(URI.create(upstream + exchange.getRequestURI()))
                .header("content-type", "application/json")
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.getResponseHeaders().set("set-cookie", "session=of-the-gateway");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every value of a header so far, and how often there was none as an empty text. */
    List<String> all(String name) {
        return seen.stream()
                .flatMap(headers -> headers.entrySet().stream()
                        .filter(e -> e.getKey().equalsIgnoreCase(name))
                        .findFirst()
                        .map(e -> e.getValue().stream())
                        .orElseGet(() -> List.of("").stream()))
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
        server.stop(0);
        client.close();
    }
}
