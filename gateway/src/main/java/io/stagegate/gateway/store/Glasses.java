package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.BreakGlass.State;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds.Revoked;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.HoldRows.Kept;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Duration;
import java.util.List;

/** The rows of releases in an emergency: made, ratified or revoked, and put back. */
final class Glasses {
    private final HoldRows rows;

    Glasses(HoldRows rows) {
        this.rows = rows;
    }

    /** Records that somebody releases a hold at once, which is in another state from then on. */
    void broken(Statements tx, Kept locked, BreakGlass wanted, HoldState state) {
        var hold = locked.hold();
        var glass = HoldFacts.append(tx, hold.id(), wanted);
        rows.write(tx, locked, hold.with(glass).in(state));
        var record = JsonObject.EMPTY
                .with("hold", hold.id())
                .with("reason", glass.reason())
                .with("digest", glass.digest())
                .with("ratifyBy", glass.ratifyBy().toString());
        HoldAudit.audit(tx, "hold.glassBroken", locked.about().by(glass.person()), record);
    }

    /**
     * Writes what has become of a hold that was released in an emergency, and of that.
     *
     * @param now with the release as it is from now on
     */
    void write(Statements tx, Kept locked, Hold now, About about, String detail) {
        rows.write(tx, locked, now);
        var glass = now.glass().orElseThrow();
        if (locked.hold()
                .glass()
                .filter(before -> before.state() == glass.state())
                .isPresent()) {
            return;
        }
        HoldFacts.write(tx, glass);
        var record = JsonObject.EMPTY
                .with("hold", now.id())
                .with("person", glass.person())
                .with("detail", detail);
        HoldAudit.audit(tx, type(glass.state()), about, record);
        Attempts.notifyOf(tx, now.promotion());
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
                ORDER BY g.id LIMIT 100 FOR UPDATE OF h SKIP LOCKED
                """);
        for (var row : due) {
            // Locked already. Somebody may have spoken between the look and the lock, though.
            var locked = rows.lock(tx, row.getString("hold")).orElseThrow();
            locked.hold()
                    .glass()
                    .filter(glass -> glass.state() == State.OPEN)
                    .ifPresent(glass -> lapse(tx, locked, glass, row.getBoolean("void")));
        }
    }

    private void lapse(Statements tx, Kept locked, BreakGlass glass, boolean gone) {
        var now = locked.hold().with(glass.in(gone ? State.VOID : State.REVOKED));
        write(
                tx,
                locked,
                now,
                locked.about(),
                gone ? "it was not applied" : "nobody said enough by " + glass.ratifyBy());
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
                .ifPresent(locked -> locked.hold()
                        .glass()
                        .filter(glass -> glass.id() == revoked.glass() && glass.state() == State.REVOKED)
                        .map(glass -> locked.hold().with(glass.in(restored ? State.RESTORED : State.FAILED)))
                        .ifPresent(now -> write(tx, locked, now, locked.about(), detail)));
    }
}
