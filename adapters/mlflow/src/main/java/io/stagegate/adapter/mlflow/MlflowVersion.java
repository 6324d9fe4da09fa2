package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A registered version as MLflow tells it.
 *
 * @param number its number
 * @param stage its stage in canonical spelling
 * @param source where its artifacts are
 * @param runId the run that made it; empty where none is known
 * @param modelId the logged model (MLflow 3) that it was made from; empty where there is none
 * @param created when it was registered
 * @param tags its tags
 */
record MlflowVersion(
        String number,
        String stage,
        String source,
        String runId,
        String modelId,
        Instant created,
        Map<String, String> tags) {
    private static final Pattern LOGGED = Pattern.compile("models:/+(m-[0-9a-f]+)(?:/.*)?");

    MlflowVersion {
        tags = Map.copyOf(tags);
    }

    static MlflowVersion of(JsonValue json) {
        return new MlflowVersion(
                json.text("version").orElse(""),
                json.text("current_stage").orElse("None"),
                json.text("source").orElse(""),
                json.text("run_id").orElse(""),
                json.text("model_id").orElse(""),
                time(json, "creation_timestamp"),
                tags(json));
    }

    /** A moment in milliseconds. */
    static Instant time(JsonValue json, String field) {
        return Instant.ofEpochMilli(
                (long) Double.parseDouble(digits(json, field).orElse("0")));
    }

    /** A number, or text where a server writes 64-bit numbers by the JSON mapping's book. */
    static Optional<String> digits(JsonValue json, String field) {
        return json.get(field)
                .flatMap(v -> v instanceof JsonNumber(String text) ? Optional.of(text) : json.text(field));
    }

    /** Tags, metrics' and parameters' common form: a list of keys and values. */
    static Map<String, String> tags(JsonValue json) {
        var out = new TreeMap<String, String>();
        json.items("tags")
                .forEach(t -> t.text("key")
                        .ifPresent(key -> out.put(key, t.text("value").orElse(""))));
        return out;
    }

    /** The logged model that its artifacts are: the one that its source names goes before what else is said of it. */
    String loggedModel() {
        var named = LOGGED.matcher(source);
        return named.matches() ? named.group(1) : modelId;
    }

    /** Its number, for ordering. */
    long rank() {
        return Long.parseLong(number);
    }

    /** What tells it from another version of the same number in a model that was deleted and made again. */
    JsonObject identity() {
        return JsonObject.EMPTY
                .with("source", source)
                .with("runId", runId)
                .with("modelId", modelId)
                .with("created", created.toString());
    }
}
