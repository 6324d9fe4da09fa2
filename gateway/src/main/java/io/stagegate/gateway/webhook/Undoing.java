package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.webhook.Deliveries.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How what an event tells of can be put back by its message.
 *
 * @param snapshot id of what puts it back
 * @param expires when a message of it is good no more
 */
record Undoing(String snapshot, Instant expires) {
    /** Longer than late labels take, and shorter than messages lie about. */
    private static final Duration GOOD = Duration.ofDays(7);

    /** Empty where a webhook may not, where nothing was changed, and where the platform has no way back. */
    static Optional<Undoing> of(Webhook webhook, Event event) {
        return Webhook.UNDOABLE.contains(event.type()) && !webhook.restores().isEmpty()
                ? snapshot(event.data()).map(id -> new Undoing(id, event.at().plus(GOOD)))
                : Optional.empty();
    }

    private static Optional<String> snapshot(JsonObject data) {
        return data.get("target")
                .flatMap(target -> target.text("drift"))
                .or(() -> data.get("promotion")
                        .filter(promotion -> promotion.items("evidence").stream()
                                .flatMap(e -> e.items("facts").stream())
                                .noneMatch(f -> f.text("fact").equals(Optional.of("NoWayBack"))))
                        .flatMap(promotion -> promotion.text("snapshot")));
    }
}
