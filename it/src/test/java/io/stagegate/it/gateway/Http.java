package io.stagegate.it.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** Calls of one server, with headers that every call carries. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = builder().build();

    private final String base;
    private final Map<String, String> headers;
    private final HttpClient client;

    private Http(String base, Map<String, String> headers, HttpClient client) {
        this.client = client;
        this.base = base;
        this.headers = Map.copyOf(headers);
    }

    public static Http at(String base) {
        return new Http(base, Map.of(), CLIENT);
    }

    /** With what connections are encrypted by. */
    public static Http at(String base, SSLContext context) {
        return new Http(base, Map.of(), builder().sslContext(context).build());
    }

    /** What comes back for a request that no client of ours would send. */
    public static String raw(String base, String request) {
        return RawHttp.send(base, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
    }

    public Http bearer(String token) {
        return with("authorization", "Bearer " + token);
    }

    public Http basic(String user, String password) {
        var pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return with("authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    public Http with(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new Http(base, more, client);
    }

    /** A status with a body. */
    public record Answer(int status, String text, Map<String, List<String>> headers) {
        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + text, e);
            }
        }
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Answer post(String path, String body) {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    public Answer put(String path, String body) {
        return send("PUT", path, BodyPublishers.ofString(body));
    }

    /** A form's fields, as browsers encode them. */
    public Answer form(String path, String body) {
        return with("content-type", "application/x-www-form-urlencoded").post(path, body);
    }

    public Answer send(String method, String path, String body) {
        return send(method, path, BodyPublishers.ofString(body));
    }

    Answer send(String method, String path, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(150))
                .method(method, body);
        request.header("content-type", "application/json");
        headers.forEach(request::setHeader);
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), response.body(), response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
