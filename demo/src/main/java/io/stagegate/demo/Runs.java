package io.stagegate.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs with what was logged to them, in memory. */
final class Runs {
    private final InstantSource clock;
    private final Map<String, JsonObject> runs = new LinkedHashMap<>();

    Runs(InstantSource clock) {
        this.clock = clock;
    }

    JsonObject create(JsonObject body) {
        var id = UUID.randomUUID().toString().replace("-", "");
        var info = new JsonObject()
                .put("run_id", id)
                .put("run_uuid", id)
                .put("experiment_id", body.getString("experiment_id", "0"))
                .put("status", "RUNNING")
                .put("start_time", clock.millis())
                .put("lifecycle_stage", "active");
        var data = new JsonObject()
                .put("metrics", new JsonArray())
                .put("params", new JsonArray())
                .put("tags", body.getJsonArray("tags", new JsonArray()));
        runs.put(id, new JsonObject().put("info", info).put("data", data));
        return new JsonObject().put("run", run(id));
    }

    JsonObject get(String id) {
        return new JsonObject().put("run", run(id));
    }

    JsonObject logMetric(JsonObject body) {
        return log(
                body,
                "metrics",
                new JsonObject()
                        .put("key", Models.text(body, "key"))
                        .put("value", body.getValue("value"))
                        .put("timestamp", body.getValue("timestamp", clock.millis()))
                        .put("step", body.getValue("step", 0)));
    }

    JsonObject logParameter(JsonObject body) {
        return log(
                body,
                "params",
                new JsonObject().put("key", Models.text(body, "key")).put("value", body.getString("value", "")));
    }

    private JsonObject log(JsonObject body, String list, JsonObject entry) {
        run(Models.text(body, "run_id"))
                .getJsonObject("data")
                .getJsonArray(list)
                .add(entry);
        return new JsonObject();
    }

    private JsonObject run(String id) {
        return Optional.ofNullable(runs.get(id)).orElseThrow(() -> RegistryException.missing("Run with id=" + id));
    }
}
