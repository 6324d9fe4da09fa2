package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Calls the API of the gateway that {@code STAGEGATE_URL} names, as the person whose token is in {@code STAGEGATE_TOKEN}. */
final class Client {
    static final String URL = "STAGEGATE_URL";
    static final String TOKEN = "STAGEGATE_TOKEN";
    private static final String DEFAULT = "http://127.0.0.1:8181";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String base;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Client(String base, String token) {
        this.base = base;
        this.token = token;
    }

    static Client of(Map<String, String> environment) throws CliException {
        var base = environment.getOrDefault(URL, DEFAULT).replaceFirst("/+$", "");
        var token = Optional.ofNullable(environment.get(TOKEN))
                .filter(t -> !t.isBlank())
                .orElseThrow(() -> new CliException(TOKEN + " is not set: export the token that people: gives you"));
        return new Client(base, token.strip());
    }

    /** An answer that is no problem. */
    record Answer(int status, JsonObject body) {}

    Answer get(String path, Map<String, String> query) throws CliException {
        return json(request(path + query(query))
                .GET()
                .header("accept", "application/json")
                .build());
    }

    Answer post(String path, JsonObject body) throws CliException {
        return json(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toJson()))
                .build());
    }

    /** A stream of one of the audit's other forms. */
    InputStream stream(String path, Map<String, String> query, String accept) throws CliException {
        try {
            var request = request(path + query(query)).GET().header("accept", accept);
            var response = http.send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return response.body();
            }
            try (var body = response.body()) {
                throw problem(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    private HttpRequest.Builder request(String path) throws CliException {
        try {
            return HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(PATIENCE)
                    .header("authorization", "Bearer " + token);
        } catch (IllegalArgumentException e) {
            throw new CliException(URL + " or the token cannot be used: " + e.getMessage());
        }
    }

    private Answer json(HttpRequest request) throws CliException {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw problem(response.statusCode(), response.body());
            }
            return new Answer(response.statusCode(), object(response.body()));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    private static CliException problem(int status, String body) {
        var problem = object(body);
        var detail = problem.text("detail").orElse("the gateway answered " + status);
        return new CliException(problem.text("title").map(t -> t + ": ").orElse("") + detail);
    }

    private static JsonObject object(String body) {
        try {
            return StrictJson.parse(body) instanceof JsonObject object ? object : JsonObject.EMPTY;
        } catch (MalformedJsonException e) {
            return JsonObject.EMPTY;
        }
    }

    private CliException unreachable(IOException e) {
        var why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return new CliException(
                "no gateway answers at " + base + " (" + why + "): is it running? " + URL + " says where it is");
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String query(Map<String, String> query) {
        return query.isEmpty()
                ? ""
                : query.entrySet().stream()
                        .map(e -> e.getKey() + "=" + segment(e.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** The elements of a list answer. */
    static List<JsonValue> items(Answer answer) {
        return answer.body().items("items");
    }
}
