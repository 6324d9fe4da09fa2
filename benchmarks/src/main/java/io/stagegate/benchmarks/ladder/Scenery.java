package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.ladder.Wire.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What the rungs work on: made at the upstream itself, as it was before the gateway came, and taken away at the end. */
final class Scenery implements AutoCloseable {
    static final String API = "/api/2.0/mlflow/";

    private final Place place;
    private final String prefix =
            "ladder-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final List<String> runs = new ArrayList<>();
    private int models;

    Scenery(Place place) throws IOException {
        this.place = place;
        runs.add(run(0.910, "logistic-regression"));
        runs.add(run(0.915, "logistic-regression"));
        runs.add(run(0.915, "gradient-boosting"));
    }

    /** How the two versions of a model differ. */
    enum Kind {
        /** Hardly: the rules permit to promote either in place of the other. */
        ALIKE,
        /** By their algorithm: the rules hold that. */
        ANOTHER_ALGORITHM
    }

    private String run(double accuracy, String algorithm) throws IOException {
        var id = call("POST", "runs/create", "{\"experiment_id\":\"0\"}")
                .json()
                .at("/run/info/run_id")
                .asText();
        call(
                "POST",
                "runs/log-metric",
                "{\"run_id\":\"%s\",\"key\":\"accuracy\",\"value\":%s,\"timestamp\":1,\"step\":0}"
                        .formatted(id, accuracy));
        call(
                "POST",
                "runs/log-parameter",
                "{\"run_id\":\"%s\",\"key\":\"algorithm\",\"value\":\"%s\"}".formatted(id, algorithm));
        return id;
    }

    /** Registers a new model with two versions: both in staging, the first serving production. */
    synchronized String model(Kind kind) throws IOException {
        var name = prefix + "-" + models++;
        call("POST", "registered-models/create", "{\"name\":\"%s\"}".formatted(name));
        version(name, runs.getFirst());
        version(name, kind == Kind.ALIKE ? runs.get(1) : runs.get(2));
        call("POST", "registered-models/alias", alias(name, "challenger", "1"));
        call("POST", "registered-models/alias", alias(name, "shadow", "2"));
        call("POST", "registered-models/alias", alias(name, "champion", "1"));
        return name;
    }

    private void version(String model, String run) throws IOException {
        call(
                "POST",
                "model-versions/create",
                "{\"name\":\"%s\",\"source\":\"s3://ladder/%s\",\"run_id\":\"%s\"}".formatted(model, run, run));
    }

    /** The body of a change of an alias. */
    static String alias(String model, String alias, String version) {
        return "{\"name\":\"%s\",\"alias\":\"%s\",\"version\":\"%s\"}".formatted(model, alias, version);
    }

    /** The version that serves production, as the upstream itself says. */
    String champion(String model) throws IOException {
        try (var wire = place.direct()) {
            var aliases = wire.get(API + "registered-models/get?name=" + model)
                    .expect(200)
                    .json()
                    .at("/registered_model/aliases");
            for (var alias : aliases) {
                if (alias.path("alias").asText().equals("champion")) {
                    return alias.path("version").asText();
                }
            }
        }
        throw new IOException(model + " has no champion");
    }

    void remove(String model) throws IOException {
        call("DELETE", "registered-models/delete", "{\"name\":\"%s\"}".formatted(model));
    }

    /** A place in the upstream's artifact store that nothing serves from; empty where it keeps no artifacts. */
    Optional<String> artifacts() throws IOException {
        var target = "/api/2.0/mlflow-artifacts/artifacts/" + prefix;
        try (var wire = place.direct()) {
            wire.send("PUT", target + "/probe", "application/octet-stream", new byte[16]);
            if (wire.receive().status() != 200) {
                return Optional.empty();
            }
            wire.exchange("DELETE", target + "/probe", "");
            return Optional.of(target);
        }
    }

    private Answer call(String method, String route, String body) throws IOException {
        try (var wire = place.direct()) {
            return wire.exchange(method, API + route, body).expect(200);
        }
    }

    /** Takes the runs away where the upstream can do that; the stand-in forgets everything anyway. */
    @Override
    public void close() throws IOException {
        for (var run : runs) {
            try (var wire = place.direct()) {
                wire.exchange("POST", API + "runs/delete", "{\"run_id\":\"%s\"}".formatted(run));
            }
        }
    }
}
