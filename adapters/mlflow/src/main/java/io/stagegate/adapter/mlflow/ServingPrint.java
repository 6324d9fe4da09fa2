package io.stagegate.adapter.mlflow;

import io.stagegate.core.Slot;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.platform.HeldTargets;
import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.Map;

/** What tells of a model whether something else serves of it, or waits to: made of what a search says of it. */
record ServingPrint(Environments environments, HeldTargets held) {

    /** Adds a model's; nothing where nothing of it can serve. */
    void add(String workspace, JsonValue model, Map<Model, String> prints) {
        var aliases = model.items("aliases").stream()
                .filter(a -> environments
                        .of(new Slot.Alias(a.text("alias").orElse("")))
                        .isPresent())
                .map(JsonValue::toJson)
                .sorted()
                .toList();
        var stages = model.items("latest_versions").stream()
                .filter(v -> environments.latestServes()
                        || environments
                                .of(new Slot.Stage(v.text("current_stage").orElse("")))
                                .isPresent())
                .map(v -> v.text("version").orElse("") + " "
                        + v.text("current_stage").orElse(""))
                .sorted()
                .toList();
        var key = new Model(workspace, model.text("name").orElse(""));
        var waiting = held.print(key);
        if (!aliases.isEmpty() || !stages.isEmpty() || !waiting.isEmpty()) {
            var times = model.get("creation_timestamp").map(JsonValue::toJson).orElse("") + " "
                    + model.get("last_updated_timestamp").map(JsonValue::toJson).orElse("");
            prints.put(key, times + " " + aliases + " " + stages + " " + waiting);
        }
    }
}
