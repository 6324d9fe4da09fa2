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

    private static final int LONGEST = 400;

    private final List<Subscription> subscriptions;
    private final HoldView holds;

    /** @param subscriptions who is told of what */
    Outbox(List<Subscription> subscriptions, HoldView holds) {
        this.subscriptions = List.copyOf(subscriptions);
        this.holds = holds;
    }

    /**
     * A webhook, and what it is told of.
     *
     * @param wants whether of events of a type
     * @param of whether of what somebody with an id has asked for
     */
    public record Subscription(String webhook, Predicate<String> wants, Predicate<String> of) {
        /** One that is told whoever has asked. */
        public Subscription(String webhook, Predicate<String> wants) {
            this(webhook, wants, _ -> true);
        }
    }

    void tell(Statements tx, String audited, About about, Optional<String> decision, JsonObject record) {
        if (subscriptions.isEmpty()) {
            return;
        }
        Events.of(audited, decision, record).ifPresent(type -> {
            var wanted =
                    subscriptions.stream().filter(s -> s.wants().test(type)).toList();
            if (!wanted.isEmpty()) {
                about.promotion()
                        .filter(_ -> !type.startsWith("drift."))
                        .ifPresentOrElse(
                                promotion -> write(tx, type, promotion, record, wanted),
                                () -> record.text("id").ifPresent(target -> found(tx, type, target, record, wanted)));
            }
        });
    }

    /** What was found of a target that nobody has asked for anything, and what was done about it. */
    private static void found(Statements tx, String type, String target, JsonObject record, List<Subscription> wanted) {
        var webhooks = wanted.stream()
                .filter(s -> s.of().test(""))
                .map(Subscription::webhook)
                .toList();
        var of = new Of(type, Optional.empty(), Optional.empty(), Optional.of(target));
        write(tx, of, webhooks, JsonObject.EMPTY.with("target", record));
    }

    /** What an event is of, by ids. */
    private record Of(String type, Optional<String> promotion, Optional<String> hold, Optional<String> target) {}

    private void write(Statements tx, String type, String promotion, JsonObject record, List<Subscription> wanted) {
        var held = record.text("hold").filter(_ -> type.startsWith("hold."));
        var what = shown(held.isPresent() ? holds.find(tx, held.get()) : PgRecords.promotion(tx, promotion));
        var requester = what.get("requester").flatMap(r -> r.text("id")).orElse("");
        var webhooks = wanted.stream()
                .filter(s -> s.of().test(requester))
                .map(Subscription::webhook)
                .toList();
        var told = JsonObject.EMPTY.with(held.isPresent() ? "hold" : "promotion", what);
        var data = type.startsWith("watch.") ? told.with("watch", watch(record)) : told;
        write(tx, new Of(type, Optional.of(promotion), held, Optional.empty()), webhooks, data);
    }

    private static void write(Statements tx, Of of, List<String> webhooks, JsonObject data) {
        if (webhooks.isEmpty()) {
            return;
        }
        var id = "e-" + UUID.randomUUID();
        tx.update(
                "INSERT INTO event (id, type, promotion, hold, target, data) VALUES ($1, $2, $3, $4, $5, $6)",
                id,
                of.type(),
                of.promotion(),
                of.hold(),
                of.target(),
                data.toJson());
        // One that is disabled is told nothing; what it missed can be replayed.
        tx.update("""
                INSERT INTO delivery (event, webhook, promotion, state, problem, settled_at)
                SELECT $1, wanted.name, $3,
                    CASE WHEN w.disabled_at IS NULL THEN 'pending' ELSE 'failed' END,
                    CASE WHEN w.disabled_at IS NULL THEN '' ELSE 'the webhook is disabled' END,
                    CASE WHEN w.disabled_at IS NULL THEN NULL ELSE clock_timestamp() END
                FROM unnest($2::text[]) AS wanted (name) LEFT JOIN webhook w ON w.name = wanted.name ORDER BY wanted.name
                """, id, webhooks.toArray(String[]::new), of.promotion().or(of::target));
        Attempts.notifyOf(tx, WAKES);
    }

    /** What happened in a watch, short enough to go beside its promotion. */
    private static JsonObject watch(JsonObject record) {
        var out = JsonObject.EMPTY;
        for (var name : List.of("watch", "target", "message", "hold", "by", "needs", "why")) {
            var text = record.text(name);
            if (text.isPresent()) {
                out = out.with(name.equals("watch") ? "id" : name, Shortening.cut(text.get(), LONGEST));
            }
        }
        return out;
    }

    private static JsonObject shown(Optional<JsonObject> what) {
        return Shortening.fit(what.orElseThrow());
    }
}
