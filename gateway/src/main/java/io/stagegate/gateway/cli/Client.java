package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Calls the API of the gateway that {@code STAGEGATE_URL} names, as the person whose token is in {@code STAGEGATE_TOKEN}. */
final class Client {
    static final String URL = "STAGEGATE_URL";
    static final String TOKEN = "STAGEGATE_TOKEN";
    private static final String DEFAULT = "http://127.0.0.1:8181";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

    private final String base;
    private final String token;
    private final HttpClient http;

    private Client(String base, String token, HttpClient http) {
        this.base = base;
        this.token = token;
        this.http = http;
    }

    static Client of(Map<String, String> environment) throws CliException {
        var token = Optional.ofNullable(environment.get(TOKEN))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .orElseThrow(() -> new CliException(TOKEN + " is not set: export the token that people: gives you"));
        if (!VISIBLE.matcher(token).matches()) {
            // What it holds is not shown: it may well be a token and more.
            throw new CliException(TOKEN
                    + " is no token: there is a blank, a line break or another character in it that no token has; export"
                    + " the token alone");
        }
        return new Client(
                base(URL, environment, DEFAULT), token, Authorities.client(environment, Duration.ofSeconds(5)));
    }

    /** Where something of the gateway is, as a variable says; never shown where it is not understood. */
    static String base(String variable, Map<String, String> environment, String usual) throws CliException {
        var text = environment.getOrDefault(variable, usual).strip();
        if (text.isEmpty()) {
            throw new CliException(variable + " is blank: write an address such as " + usual + ", or unset it");
        }
        try {
            var uri = new URI(text);
            if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return text.replaceFirst("/+$", "");
            }
        } catch (URISyntaxException e) {
            // Told below, without what was written.
        }
        throw new CliException(
                variable + " is no address: write it such as " + usual + ", or https://stagegate.example.org");
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

    /** Where people find something of the API. */
    String link(String path) {
        return base + path;
    }

    /** A stream of one of the audit's other forms. */
    InputStream stream(String path, Map<String, String> query, String accept) throws CliException {
        var request = request(path + query(query)).GET().header("accept", accept);
        var response = send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200 && type(response).startsWith(accept)) {
            return response.body();
        }
        try (var body = response.body()) {
            throw problem(response, new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Server-sent events; empty where what answers has none. */
    Optional<InputStream> events(String path, Optional<String> last) throws CliException {
        var request = request(path).GET().header("accept", "text/event-stream");
        last.ifPresent(id -> request.header("last-event-id", id));
        var response = send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200 && type(response).startsWith("text/event-stream")) {
            return Optional.of(response.body());
        }
        try {
            response.body().close();
            return Optional.empty();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + token);
    }

    private Answer json(HttpRequest request) throws CliException {
        var response = send(request, BodyHandlers.ofString());
        var body = object(response.body());
        if (response.statusCode() >= 300 || body.isEmpty() || !type(response).startsWith("application/json")) {
            throw problem(response, response.body());
        }
        return new Answer(response.statusCode(), body.get());
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws CliException {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    private CliException problem(HttpResponse<?> response, String body) {
        var status = response.statusCode();
        if (!type(response).startsWith("application/problem+json")) {
            return new CliException("what answers at " + base + " is no Stagegate API (status " + status + "): " + URL
                    + " is to name the api: listener of the gateway, such as " + DEFAULT);
        }
        var problem = object(body).orElse(JsonObject.EMPTY);
        var detail = problem.text("detail").orElse("the gateway answered " + status);
        return new CliException(problem.text("title").map(t -> t + ": ").orElse("") + detail, status == 503);
    }

    private static Optional<JsonObject> object(String body) {
        try {
            return StrictJson.parse(body) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    private CliException unreachable(IOException e) {
        var why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return new CliException(
                "no gateway answers at " + base + " (" + why + "): is it running? " + URL + " says where it is", true);
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
