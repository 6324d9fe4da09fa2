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
    private final Http http;

    public Registry(Http http) {
        this.http = http;
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

    String version(String name, double accuracy) {
        var run = run(accuracy);
        return ok(http.post(
                        API + "model-versions/create",
                        "{\"name\":\"%s\",\"source\":\"s3://bucket/%s\",\"run_id\":\"%s\"}".formatted(name, run, run)))
                .at("/model_version/version")
                .asText();
    }

    public String run(double accuracy) {
        var run = ok(http.post(API + "runs/create", "{\"experiment_id\":\"0\"}"))
                .at("/run/info/run_id")
                .asText();
        ok(http.post(
                API + "runs/log-metric",
                "{\"run_id\":\"%s\",\"key\":\"accuracy\",\"value\":%s,\"timestamp\":1}".formatted(run, accuracy)));
        return run;
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
