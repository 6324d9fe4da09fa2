package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A real MLflow server, asked and prepared directly, past the gateway. */
public final class Registry {
    public static final String API = "/api/2.0/mlflow/";
    static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";
    static final String WORKSPACE = "x-mlflow-workspace";
    private final Http http;
    private final String experiment;

    public Registry(Http http) {
        this(http, "0");
    }

    private Registry(Http http, String experiment) {
        this.http = http;
        this.experiment = experiment;
    }

    /** A new workspace, whose runs go to an experiment of its own. */
    static Registry workspace(Http server, String name) {
        var made = server.post("/api/3.0/mlflow/workspaces", "{\"name\":\"" + name + "\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var inside = server.with(WORKSPACE, name);
        var experiment = ok(inside.post(API + "experiments/create", "{\"name\":\"tests\"}"));
        return new Registry(inside, experiment.path("experiment_id").asText());
    }

    /** A model with versions, each with a run of that accuracy. */
    public void model(String name, double... accuracies) {
        create(name);
        for (var accuracy : accuracies) {
            version(name, accuracy);
        }
    }

    void create(String name) {
        ok(http.post(API + "registered-models/create", "{\"name\":\"" + name + "\"}"));
    }

    public String version(String name, double accuracy) {
        var run = run(accuracy);
        return ok(http.post(
                        API + "model-versions/create",
                        "{\"name\":\"%s\",\"source\":\"s3://bucket/%s\",\"run_id\":\"%s\"}".formatted(name, run, run)))
                .at("/model_version/version")
                .asText();
    }

    public String run(double accuracy) {
        return measured(accuracy).path("run_id").asText();
    }

    private JsonNode measured(double accuracy) {
        var run = ok(http.post(API + "runs/create", "{\"experiment_id\":\"" + experiment + "\"}"))
                .at("/run/info");
        ok(http.post(
                API + "runs/log-metric",
                "{\"run_id\":\"%s\",\"key\":\"accuracy\",\"value\":%s,\"timestamp\":1}"
                        .formatted(run.path("run_id").asText(), accuracy)));
        return run;
    }

    /** A version that is one file. */
    record Stored(String run, String path) {}

    /** Registers a version whose file the server keeps. */
    Stored stored(String name, String content) {
        var run = measured(0.9);
        var id = run.path("run_id").asText();
        var uri = run.path("artifact_uri").asText();
        var path = uri.replaceFirst("^mlflow-artifacts:/+", "") + "/model/MLmodel";
        ok(http.send("PUT", ARTIFACTS + path, content));
        ok(http.post(
                API + "model-versions/create",
                "{\"name\":\"%s\",\"source\":\"%s/model\",\"run_id\":\"%s\"}".formatted(name, uri, id)));
        return new Stored(id, path);
    }

    public void alias(String name, String alias, String version) {
        ok(http.post(API + "registered-models/alias", aliasBody(name, alias, version)));
    }

    public static String aliasBody(String name, String alias, String version) {
        return "{\"name\":\"%s\",\"alias\":\"%s\",\"version\":\"%s\"}".formatted(name, alias, version);
    }

    void stage(String name, String version, String stage) {
        ok(http.post(API + "model-versions/transition-stage", stageBody(name, version, stage, false)));
    }

    static String stageBody(String name, String version, String stage, boolean archive) {
        return "{\"name\":\"%s\",\"version\":\"%s\",\"stage\":\"%s\",\"archive_existing_versions\":%s}"
                .formatted(name, version, stage, archive);
    }

    /** Version numbers by alias. */
    public Map<String, String> aliases(String name) {
        var out = new LinkedHashMap<String, String>();
        var model = http.get(API + "registered-models/get?name=" + name).json();
        model.at("/registered_model/aliases")
                .forEach(
                        a -> out.put(a.path("alias").asText(), a.path("version").asText()));
        return out;
    }

    public Optional<String> alias(String name, String alias) {
        return Optional.ofNullable(aliases(name).get(alias));
    }

    /** Stages by version number. */
    public Map<String, String> stages(String name) {
        var out = new LinkedHashMap<String, String>();
        versions(name)
                .forEach(v -> out.put(
                        v.path("version").asText(), v.path("current_stage").asText()));
        return out;
    }

    public JsonNode versions(String name) {
        return http.get(API + "model-versions/search?filter=name%3D%27" + name + "%27")
                .json()
                .path("model_versions");
    }

    long versionCount(String name) {
        return StreamSupport.stream(versions(name).spliterator(), false).count();
    }

    private static JsonNode ok(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }
}
