package io.stagegate.modelserver;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Asks an MLflow server which version an alias points to, by {@code GET registered-models/alias}. */
final class Aliases implements AutoCloseable {
    private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"(\\d+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;

    Aliases(URI tracking, ModelUri model) {
        this.address = URI.create(tracking + "/api/2.0/mlflow/registered-models/alias?name=" + encoded(model.model())
                + "&alias=" + encoded(model.alias()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The version; empty where the alias is not there, or the server does not say. */
    Optional<String> version() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            var answer = http.send(request, BodyHandlers.ofString());
            var version = VERSION.matcher(answer.body());
            return answer.statusCode() == 200 && version.find() ? Optional.of(version.group(1)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
