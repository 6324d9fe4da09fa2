package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.BreakGlass.State;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Holds.Revoked;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Duration;
import java.util.List;

/** The rows of releases in an emergency: made, ratified or revoked, and put back. */
final class Glasses {
    private final HoldRows rows;

    Glasses(HoldRows rows) {
        this.rows = rows;
    }

    /** Records that somebody releases a hold at once. Its time to be ratified runs from now, by the database's clock. */
    void broken(Statements tx, Hold hold, BreakGlass glass) {
        tx.update(
                """
                INSERT INTO break_glass (hold, person, reason, digest, ratify_by)
                VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))
                """,
                hold.id(),
                glass.person(),
                glass.reason(),
                glass.digest(),
                Sql.seconds(Duration.between(glass.at(), glass.ratifyBy())));
        rows.seal(tx, hold.id());
        var record = JsonObject.EMPTY
                .with("hold", hold.id())
                .with("reason", glass.reason())
                .with("digest", glass.digest())
                .with("ratifyBy", glass.ratifyBy().toString());
        HoldAudit.audit(tx, "hold.glassBroken", HoldAudit.about(tx, hold).by(glass.person()), record);
    }

    /** @param actor who made it so; empty where time did */
    void move(Statements tx, Hold hold, BreakGlass glass, State state, String actor, String detail) {
        if (glass.state() == state) {
            return;
        }
        tx.update("UPDATE break_glass SET state = $2 WHERE id = $1", glass.id(), state.word());
        if (hold.intact()) {
            rows.seal(tx, hold.id());
        }
        var about = HoldAudit.about(tx, hold);
        var record = JsonObject.EMPTY
                .with("hold", hold.id())
                .with("person", glass.person())
                .with("detail", detail);
        HoldAudit.audit(tx, type(state), actor.isEmpty() ? about : about.by(actor), record);
        Attempts.notifyOf(tx, hold.promotion());
    }

    private static String type(State state) {
        return switch (state) {
            case OPEN -> "hold.glassBroken";
            case RATIFIED -> "hold.glassRatified";
            case REVOKED -> "hold.glassRevoked";
            case RESTORED -> "hold.glassRestored";
            case FAILED -> "hold.glassRestoreFailed";
            case VOID -> "hold.glassVoid";
        };
    }

    /** Open ones whose hold has ended, or whose time is over: what took effect is revoked, of the rest nothing came. */
    void lapse(Statements tx) {
        var due = tx.query("""
                SELECT g.hold, o.outcome IS NOT NULL AND o.outcome <> 'applied'
                        OR h.state NOT IN ('pending', 'approved', 'released') AS void
                FROM break_glass g JOIN hold h ON h.id = g.hold
                    LEFT JOIN attempt a ON a.promotion = h.promotion LEFT JOIN outcome o ON o.attempt = a.id
                WHERE g.state = 'open' AND (
                    h.state NOT IN ('pending', 'approved', 'released')
                    OR o.outcome IS NOT NULL AND o.outcome <> 'applied'
                    OR o.outcome = 'applied' AND g.ratify_by <= clock_timestamp())
                ORDER BY g.id LIMIT 100 FOR UPDATE OF g SKIP LOCKED
                """);
        for (var row : due) {
            var hold = rows.find(tx, row.getString("hold")).orElseThrow();
            var gone = row.getBoolean("void");
            hold.glass()
                    .ifPresent(glass -> move(
                            tx,
                            hold,
                            glass,
                            gone ? State.VOID : State.REVOKED,
                            "",
                            gone ? "it was not applied" : "nobody said enough by " + glass.ratifyBy()));
        }
    }

    List<Revoked> claim(Statements tx, Duration forAtMost) {
        var due = tx.query("""
                SELECT g.id, g.hold, a.snapshot FROM break_glass g JOIN hold h ON h.id = g.hold
                    JOIN attempt a ON a.promotion = h.promotion JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
                WHERE g.state = 'revoked' AND g.claimed_until < clock_timestamp()
                ORDER BY g.id LIMIT 20 FOR UPDATE OF g SKIP LOCKED
                """);
        var out = due.stream()
                .map(row -> new Revoked(row.getLong("id"), row.getString("hold"), row.getString("snapshot")))
                .toList();
        out.forEach(revoked -> tx.update(
                "UPDATE break_glass SET claimed_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1",
                revoked.glass(),
                Sql.seconds(forAtMost)));
        return out;
    }

    void putBack(Statements tx, Revoked revoked, boolean restored, String detail) {
        rows.lock(tx, revoked.hold())
                .ifPresent(hold -> hold.glass()
                        .filter(glass -> glass.id() == revoked.glass() && glass.state() == State.REVOKED)
                        .ifPresent(
                                glass -> move(tx, hold, glass, restored ? State.RESTORED : State.FAILED, "", detail)));
    }
}
