package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.webhook.Events;
import io.stagegate.gateway.webhook.Shortening;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Writes an event beside each audit record that webhooks want to be told of: in the same transaction, with what there is to
 * say at that moment.
 */
public final class Outbox {
    /** Who wakes for what is due. */
    static final String WAKES = "webhooks";

    private final List<Subscription> subscriptions;
    private final HoldRows rows;

    /** @param subscriptions who is told of what */
    Outbox(List<Subscription> subscriptions, HoldRows rows) {
        this.subscriptions = List.copyOf(subscriptions);
        this.rows = rows;
    }

    /** A webhook, and which types of events it is told of. */
    public record Subscription(String webhook, Predicate<String> wants) {}

    void tell(Statements tx, String audited, About about, Optional<String> decision, JsonObject record) {
        if (subscriptions.isEmpty() || about.promotion().isEmpty()) {
            return;
        }
        Events.of(audited, decision, record).ifPresent(type -> {
            var webhooks = subscriptions.stream()
                    .filter(s -> s.wants().test(type))
                    .map(Subscription::webhook)
                    .toList();
            if (!webhooks.isEmpty()) {
                write(tx, type, about.promotion().get(), record.text("hold"), webhooks);
            }
        });
    }

    private void write(Statements tx, String type, String promotion, Optional<String> hold, List<String> webhooks) {
        var held = hold.filter(_ -> type.startsWith("hold."));
        var data = held.isPresent()
                ? JsonObject.EMPTY.with("hold", shown(PgRecords.hold(tx, rows, held.get())))
                : JsonObject.EMPTY.with("promotion", shown(PgRecords.promotion(tx, promotion)));
        var id = "e-" + UUID.randomUUID();
        tx.update(
                "INSERT INTO event (id, type, promotion, hold, data) VALUES ($1, $2, $3, $4, $5)",
                id,
                type,
                promotion,
                held,
                data.toJson());
        // One that is disabled is told nothing; what it missed can be replayed.
        tx.update("""
                INSERT INTO delivery (event, webhook, promotion, state, problem, settled_at)
                SELECT $1, wanted.name, $3,
                    CASE WHEN w.disabled_at IS NULL THEN 'pending' ELSE 'failed' END,
                    CASE WHEN w.disabled_at IS NULL THEN '' ELSE 'the webhook is disabled' END,
                    CASE WHEN w.disabled_at IS NULL THEN NULL ELSE clock_timestamp() END
                FROM unnest($2::text[]) AS wanted (name) LEFT JOIN webhook w ON w.name = wanted.name ORDER BY wanted.name
                """, id, webhooks.toArray(String[]::new), promotion);
        Attempts.notifyOf(tx, WAKES);
    }

    private static JsonObject shown(Optional<JsonObject> what) {
        return Shortening.fit(what.orElseThrow());
    }
}
