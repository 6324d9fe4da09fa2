package io.stagegate.gateway.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.webhook.Deliveries.Result;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Counts deliveries for the metrics. */
final class Tally {
    private final MeterRegistry registry;
    private final AtomicReference<Map<String, JsonObject>> standing = new AtomicReference<>(Map.of());

    Tally(MeterRegistry registry, Collection<String> webhooks) {
        this.registry = registry;
        for (var webhook : webhooks) {
            gauge(webhook, "pending", "deliveries that are still to be made");
            gauge(webhook, "failed", "deliveries that are given up, until they are replayed");
            Gauge.builder(
                            "stagegate_webhook_disabled",
                            this,
                            t -> t.of(webhook).text("disabledAt").isPresent() ? 1 : 0)
                    .description("1 where the receiver answered 410 and is told nothing any more")
                    .tag("webhook", webhook)
                    .register(registry);
        }
    }

    private void gauge(String webhook, String member, String description) {
        Gauge.builder("stagegate_webhook_" + member, this, t -> t.number(webhook, member))
                .description(description)
                .tag("webhook", webhook)
                .register(registry);
    }

    private JsonObject of(String webhook) {
        return standing.get().getOrDefault(webhook, JsonObject.EMPTY);
    }

    private double number(String webhook, String member) {
        return of(webhook)
                .get(member)
                .map(v -> v instanceof JsonNumber n ? n.doubleValue() : 0.0)
                .orElse(0.0);
    }

    void standing(Map<String, JsonObject> now) {
        standing.set(now);
    }

    void attempt(String webhook, Result result) {
        var word =
                switch (result) {
                    case Result.Delivered _ -> "delivered";
                    case Result.Again _ -> "again";
                    case Result.Failed _ -> "failed";
                    case Result.Gone _ -> "gone";
                };
        registry.counter("stagegate_webhook_attempts", "webhook", webhook, "result", word)
                .increment();
    }
}
