package io.stagegate.gateway.json;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.watch.WatchPlan;
import java.time.Duration;
import java.util.Set;

/** Plans of watches as JSON, with times as ISO 8601 has them. */
public final class WatchPlanJson {
    private WatchPlanJson() {}

    public static JsonObject write(WatchPlan plan) {
        return JsonObject.EMPTY
                .with("length", plan.length().toString())
                .with("every", plan.every().toString())
                .with("settling", plan.settling().toString())
                .with("patience", JsonValue.of(plan.patience()))
                .with("signals", JsonValue.texts(plan.signals()));
    }

    public static WatchPlan read(JsonObject json) {
        return new WatchPlan(
                Duration.parse(Stored.text(json, "length")),
                Duration.parse(Stored.text(json, "every")),
                Duration.parse(Stored.text(json, "settling")),
                Stored.number(json, "patience"),
                Set.copyOf(Stored.texts(json, "signals")));
    }
}
