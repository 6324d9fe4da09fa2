package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.webhook.Deliveries;
import io.stagegate.gateway.webhook.Deliveries.Topic;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The deliveries in PostgreSQL. */
public final class PgDeliveries implements Deliveries {
    private final Sql sql;
    private final PgHolds holds;

    PgDeliveries(Sql sql, PgHolds holds) {
        this.sql = sql;
        this.holds = holds;
    }

    @Override
    public void configure(Map<String, String> settings) {
        sql.transaction("making webhooks known", tx -> {
            settings.forEach((name, digest) -> configure(tx, name, digest));
            return true;
        });
    }

    private static void configure(Statements tx, String name, String digest) {
        tx.update("INSERT INTO webhook (name, settings) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, digest);
        var changed =
                tx.first("SELECT disabled_at FROM webhook WHERE name = $1 AND settings <> $2 FOR UPDATE", name, digest);
        changed.ifPresent(row -> {
            tx.update("UPDATE webhook SET settings = $2, disabled_at = NULL WHERE name = $1", name, digest);
            if (!Sql.absent(row, "disabled_at")) {
                audit(tx, "webhook.enabled", "", name, JsonObject.EMPTY.with("why", "its configuration has changed"));
            }
        });
    }

    private static void audit(Statements tx, String type, String who, String webhook, JsonObject record) {
        var about = new About(Optional.empty(), who, "", "", List.of(), "");
        AuditLog.write(tx, type, about, Optional.empty(), record.with("webhook", webhook));
    }

    @Override
    public List<String> due() {
        return sql.transaction(
                "looking for what is to be told",
                tx -> tx.query("""
                        SELECT DISTINCT d.webhook FROM delivery d JOIN webhook w ON w.name = d.webhook
                        WHERE d.state = 'pending' AND d.due <= clock_timestamp() AND w.disabled_at IS NULL
                        """).stream()
                        .map(row -> row.getString("webhook"))
                        .toList());
    }

    /**
     * The oldest goes first. One that was tried three times in vain steps aside for those behind it, but never for those of
     * the same promotion or target.
     */
    @Override
    public Optional<Claimed> claim(String webhook, Duration lease) {
        return sql.transaction("claiming a delivery", tx -> {
            var free = tx.first("""
                    SELECT epoch FROM webhook WHERE name = $1 AND disabled_at IS NULL
                        AND claimed_until < clock_timestamp() FOR UPDATE SKIP LOCKED
                    """, webhook);
            return free.isEmpty()
                    ? Optional.empty()
                    : tx.first("""
                            SELECT d.id, d.attempts, e.id AS event, e.type, e.at, e.promotion, e.hold, e.target, e.data
                            FROM delivery d JOIN event e ON e.id = d.event
                            WHERE d.webhook = $1 AND d.state = 'pending' AND d.due <= clock_timestamp()
                                AND NOT EXISTS (SELECT 1 FROM delivery o
                                    WHERE o.webhook = $1 AND o.state = 'pending' AND o.id < d.id
                                        AND (o.promotion = d.promotion OR (o.attempts < 3 AND NOT EXISTS (
                                            SELECT 1 FROM delivery a WHERE a.webhook = $1 AND a.state = 'pending'
                                                AND a.id < o.id AND a.promotion = o.promotion AND a.attempts >= 3))))
                            ORDER BY d.id LIMIT 1
                            """, webhook)
                            .map(row -> claim(tx, webhook, row, free.get().getLong("epoch") + 1, lease));
        });
    }

    private static Claimed claim(Statements tx, String webhook, Row row, long epoch, Duration lease) {
        var id = row.getLong("id");
        tx.update("UPDATE delivery SET attempts = attempts + 1 WHERE id = $1", id);
        tx.update(
                "UPDATE webhook SET epoch = $2, claimed_until = clock_timestamp() + make_interval(secs => $3) WHERE name = $1",
                webhook,
                epoch,
                Sql.seconds(lease));
        var event = new Event(
                row.getString("event"),
                row.getString("type"),
                Sql.instant(row, "at"),
                about(row),
                Sql.json(row, "data"));
        return new Claimed(id, webhook, epoch, row.getInteger("attempts") + 1, event);
    }

    private static Topic about(Row row) {
        return Sql.text(row, "hold")
                .<Topic>map(Topic.Hold::new)
                .or(() -> Sql.text(row, "target").map(Topic.Target::new))
                .orElseGet(() -> new Topic.Promotion(row.getString("promotion")));
    }

    @Override
    public void settle(Claimed claimed, Result result) {
        sql.transaction("recording a delivery", tx -> {
            var mine = tx.update(
                    "UPDATE webhook SET claimed_until = '-infinity' WHERE name = $1 AND epoch = $2",
                    claimed.webhook(),
                    claimed.epoch());
            if (mine == 1) {
                record(tx, claimed, result);
            }
            return true;
        });
    }

    private static void record(Statements tx, Claimed claimed, Result result) {
        switch (result) {
            case Result.Delivered(var status) -> done(tx, claimed.id(), "delivered", status, "");
            case Result.Failed(var status, var problem) -> done(tx, claimed.id(), "failed", status, problem);
            case Result.Again(var status, var problem, var after) ->
                tx.update("""
                        UPDATE delivery SET due = clock_timestamp() + make_interval(secs => $2), status = $3, problem = $4
                        WHERE id = $1 AND state = 'pending'
                        """, claimed.id(), Sql.seconds(after), status, problem);
            case Result.Gone(var status, var problem) -> {
                done(tx, claimed.id(), "failed", status, problem);
                tx.update(
                        "UPDATE webhook SET disabled_at = clock_timestamp(), disabled_why = $2 WHERE name = $1",
                        claimed.webhook(),
                        problem);
                tx.update("""
                        UPDATE delivery SET state = 'failed', problem = 'the webhook is disabled',
                            settled_at = clock_timestamp() WHERE webhook = $1 AND state = 'pending'
                        """, claimed.webhook());
                audit(tx, "webhook.disabled", "", claimed.webhook(), JsonObject.EMPTY.with("why", problem));
            }
        }
    }

    private static void done(Statements tx, long id, String state, int status, String problem) {
        tx.update("""
                UPDATE delivery SET state = $2, status = $3, problem = $4, settled_at = clock_timestamp()
                WHERE id = $1 AND state = 'pending'
                """, id, state, status, problem);
    }

    @Override
    public void sweep() {
        sql.transaction("sweeping deliveries away", tx -> {
            tx.update("DELETE FROM webhook_message WHERE at < clock_timestamp() - interval '1 day'");
            return tx.update("""
                    DELETE FROM event WHERE id IN (SELECT e.id FROM event e
                        WHERE e.at < clock_timestamp() - interval '30 days' AND NOT EXISTS (
                            SELECT 1 FROM delivery d WHERE d.event = e.id AND d.state = 'pending') LIMIT 1000)
                    """);
        });
    }

    @Override
    public Map<String, JsonObject> standing() {
        return sql.transaction("reading how webhooks stand", tx -> {
            var out = new HashMap<String, JsonObject>();
            tx.query("""
                    SELECT w.name, w.disabled_at, w.disabled_why,
                        count(d.id) FILTER (WHERE d.state = 'pending') AS pending,
                        count(d.id) FILTER (WHERE d.state = 'failed') AS failed,
                        max(d.settled_at) FILTER (WHERE d.state = 'delivered') AS delivered_at
                    FROM webhook w LEFT JOIN delivery d ON d.webhook = w.name GROUP BY w.name
                    """).forEach(row -> out.put(row.getString("name"), standing(row)));
            return Map.copyOf(out);
        });
    }

    private static JsonObject standing(Row row) {
        var out = JsonObject.EMPTY
                .with("pending", JsonValue.of(row.getLong("pending")))
                .with("failed", JsonValue.of(row.getLong("failed")));
        if (!Sql.absent(row, "delivered_at")) {
            out = out.with("lastDeliveredAt", Sql.instant(row, "delivered_at").toString());
        }
        return Sql.absent(row, "disabled_at")
                ? out
                : out.with("disabledAt", Sql.instant(row, "disabled_at").toString())
                        .with("disabledWhy", row.getString("disabled_why"));
    }

    @Override
    public Page list(Optional<String> webhook, Optional<String> state, Part part) {
        return sql.transaction(
                "listing deliveries",
                tx -> DeliveryPages.page(
                        new Query(DeliveryPages.SELECT)
                                .and(webhook, "d.webhook = ?")
                                .and(state, "d.state = ?")
                                .and(part.cursor().map(c -> Cursors.place(c).id()), "d.id < ?")
                                .run(tx, " ORDER BY d.id DESC LIMIT " + (part.limit() + 1)),
                        part));
    }

    @Override
    public Optional<JsonObject> replay(String id, String person) {
        return sql.transaction(
                "replaying a delivery",
                tx -> DeliveryPages.number(id)
                        .flatMap(number -> tx.first(
                                        "SELECT webhook, event FROM delivery WHERE id = $1 FOR UPDATE", number)
                                .map(row -> {
                                    tx.update("""
                                    UPDATE delivery SET state = 'pending', attempts = 0, due = clock_timestamp(),
                                        settled_at = NULL WHERE id = $1
                                    """, number);
                                    var record = JsonObject.EMPTY
                                            .with("delivery", id)
                                            .with("event", row.getString("event"));
                                    audit(tx, "webhook.replayed", person, row.getString("webhook"), record);
                                    Attempts.notifyOf(tx, Outbox.WAKES);
                                    return DeliveryPages.one(tx, number);
                                })));
    }

    @Override
    public boolean enable(String webhook, String person) {
        return sql.transaction("enabling a webhook", tx -> {
            var enabled = tx.update(
                    "UPDATE webhook SET disabled_at = NULL, disabled_why = '' WHERE name = $1 AND disabled_at IS NOT NULL",
                    webhook);
            if (enabled == 1) {
                audit(tx, "webhook.enabled", person, webhook, JsonObject.EMPTY.with("why", "asked for"));
            }
            return enabled == 1;
        });
    }

    @Override
    public Ruling decide(
            String hold, String actor, String webhook, Optional<String> message, Function<Hold, Ruling> rule) {
        return sql.transaction("recording a callback", tx -> {
            var taken = message.isEmpty() || take(tx, webhook, message.get());
            return taken
                    ? holds.decide(tx, hold, actor, rule)
                    : new Ruling.Refused(Problem.TWICE, "this message was taken already");
        });
    }

    @Override
    public boolean take(String webhook, String message) {
        return sql.transaction("taking a message", tx -> take(tx, webhook, message));
    }

    private static boolean take(Statements tx, String webhook, String message) {
        return tx.update(
                        "INSERT INTO webhook_message (webhook, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                        webhook,
                        message)
                == 1;
    }

    @Override
    public void giveBack(String webhook, String message) {
        sql.transaction(
                "giving a message back",
                tx -> tx.update("DELETE FROM webhook_message WHERE webhook = $1 AND id = $2", webhook, message));
    }

    @Override
    public Optional<Post> post(String hold, String webhook) {
        return sql.transaction(
                "looking where a hold is shown",
                tx -> tx.first("SELECT channel, post FROM webhook_post WHERE hold = $1 AND webhook = $2", hold, webhook)
                        .map(row -> new Post(row.getString("channel"), row.getString("post"))));
    }

    @Override
    public void posted(String hold, String webhook, Post post) {
        sql.transaction(
                "remembering where a hold is shown", tx -> tx.update("""
                        INSERT INTO webhook_post (hold, webhook, channel, post) VALUES ($1, $2, $3, $4)
                        ON CONFLICT (hold, webhook) DO UPDATE SET channel = $3, post = $4
                        """, hold, webhook, post.channel(), post.id()));
    }
}
