package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the demo does to an MLflow server: a model that serves, as it was before Stagegate came, and a better version of it
 * that somebody promotes through the gateway.
 */
final class DemoScene {
    private static final String ROOT = "/api/2.0/mlflow/";

    private final String registry;
    private final String gateway;
    private final Optional<String> authorization;
    private final String model;
    private final Instant now;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * @param registry where the MLflow server is
     * @param gateway where the gateway stands in front of it
     * @param authorization value of the header for both
     * @param model name of a model that does not exist yet
     * @param now when it was evaluated
     */
    DemoScene(String registry, String gateway, Optional<String> authorization, String model, Instant now) {
        this.registry = registry;
        this.gateway = gateway;
        this.authorization = authorization;
        this.model = model;
        this.now = now;
    }

    /** Whether the server answers, and to these credentials: found out before anything is started or made. */
    static void reach(String registry, Optional<String> authorization) throws CliException {
        var scene = new DemoScene(registry, "", authorization, "", Instant.EPOCH);
        var response = scene.send(registry, "registered-models/create", JsonObject.EMPTY, Optional.empty());
        switch (response.statusCode()) {
            case 401, 403 ->
                throw new CliException(
                        registry + " answered " + response.statusCode()
                                + ": export MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD of a user who may make models");
            case 400 -> {
                // No name, no model: this is MLflow, and it would have made one.
            }
            default ->
                throw new CliException("what answers at " + registry + " is no MLflow server (it answered "
                        + response.statusCode() + " to " + ROOT + "registered-models/create)");
        }
    }

    /** Version 1 serves as champion; version 2 is better, and made by another algorithm. */
    void before() throws CliException {
        call(registry, "registered-models/create", JsonObject.EMPTY.with("name", model));
        version(0.910, "logistic-regression");
        version(0.934, "gradient-boosting");
        call(registry, "registered-models/alias", alias("champion", "1"));
    }

    private void version(double accuracy, String algorithm) throws CliException {
        var run = call(registry, "runs/create", JsonObject.EMPTY.with("experiment_id", "0"))
                .get("run")
                .flatMap(r -> r.get("info"))
                .flatMap(i -> i.text("run_id"))
                .orElseThrow(() -> new CliException("the registry made no run"));
        var logged = JsonObject.EMPTY.with("run_id", run);
        call(
                registry,
                "runs/log-metric",
                logged.with("key", "accuracy")
                        .with("value", JsonValue.of(accuracy))
                        .with("timestamp", JsonValue.of(now.toEpochMilli())));
        call(registry, "runs/log-parameter", logged.with("key", "algorithm").with("value", algorithm));
        call(
                registry,
                "model-versions/create",
                JsonObject.EMPTY
                        .with("name", model)
                        .with("source", "s3://stagegate-demo/0/" + run + "/artifacts/model")
                        .with("run_id", run));
    }

    private JsonObject alias(String alias, String version) {
        return JsonObject.EMPTY.with("name", model).with("alias", alias).with("version", version);
    }

    /** The model. */
    String model() {
        return model;
    }

    /** The version that serves, as the registry says; empty where it does not. */
    String serving() throws CliException {
        var found = get(registry, "registered-models/alias?name=" + model + "&alias=champion");
        return found.get("model_version").flatMap(v -> v.text("version")).orElse("");
    }

    /** Staging is open to everybody. */
    void stage() throws CliException {
        call(gateway, "registered-models/alias", alias("challenger", "2"));
    }

    /** What a client is told that wants version 2 to serve, and does not wait for it. */
    String promote() throws CliException {
        var response = send(gateway, "registered-models/alias", alias("champion", "2"), Optional.of("wait=0"));
        return object(response.body()).text("message").orElse("");
    }

    private JsonObject get(String base, String route) throws CliException {
        return object(send(request(base, route).GET()).body());
    }

    private JsonObject call(String base, String route, JsonObject body) throws CliException {
        var response = send(base, route, body, Optional.empty());
        if (response.statusCode() != 200) {
            throw new CliException(base + " answered " + response.statusCode() + " to " + route + ": "
                    + object(response.body()).text("message").orElse(""));
        }
        return object(response.body());
    }

    private HttpResponse<String> send(String base, String route, JsonObject body, Optional<String> prefer)
            throws CliException {
        var request = request(base, route)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toJson()));
        prefer.ifPresent(p -> request.header("prefer", p));
        return send(request);
    }

    private HttpRequest.Builder request(String base, String route) {
        var request = HttpRequest.newBuilder(URI.create(base + ROOT + route)).timeout(Duration.ofSeconds(30));
        authorization.ifPresent(a -> request.header("authorization", a));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws CliException {
        var asked = request.build();
        try {
            return http.send(asked, BodyHandlers.ofString());
        } catch (IOException e) {
            var why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
            throw new CliException(asked.uri().resolve("/") + " does not answer (" + why + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        }
    }

    private static JsonObject object(String text) {
        try {
            return StrictJson.parse(text) instanceof JsonObject object ? object : JsonObject.EMPTY;
        } catch (MalformedJsonException e) {
            return JsonObject.EMPTY;
        }
    }
}
