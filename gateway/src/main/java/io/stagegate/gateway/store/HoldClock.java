package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.Notices;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.List;

/** What becomes of holds by time alone, by the database's clock. */
final class HoldClock {
    private final HoldRows rows;

    HoldClock(HoldRows rows) {
        this.rows = rows;
    }

    /** Writes down when people are to be told again of a hold. */
    static void schedule(Statements tx, Hold hold) {
        tx.update(
                "UPDATE hold SET notice_at = $2 WHERE id = $1",
                hold.id(),
                Notices.next(hold, hold.asOf()).map(Sql::time));
    }

    List<String> expireDue(Statements tx) {
        var due = tx.query("""
                SELECT id FROM hold WHERE state IN ('pending', 'approved') AND expires_at <= clock_timestamp()
                ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
                """);
        return due.stream()
                .map(row -> rows.find(tx, row.getString("id")).orElseThrow())
                .filter(hold -> !extended(tx, hold))
                .map(hold -> expired(tx, hold))
                .toList();
    }

    private String expired(Statements tx, Hold hold) {
        var expired =
                switch (hold.state()) {
                    case Pending pending -> pending.expire();
                    case Approved approved -> approved.expire();
                    case HoldState.Released _,
                            HoldState.Rejected _,
                            HoldState.Denied _,
                            HoldState.Expired _,
                            HoldState.Cancelled _ -> throw new IllegalStateException("settled holds do not expire");
                };
        rows.move(tx, hold, expired);
        HoldAudit.audit(tx, "hold.expired", HoldAudit.about(tx, hold), JsonObject.EMPTY.with("hold", hold.id()));
        return hold.id();
    }

    /** Asks others in place of expiring, once, where the rules say so. */
    private boolean extended(Statements tx, Hold hold) {
        var longer = hold.requirement().extension();
        if (longer.isEmpty() || hold.extended() || !(hold.state() instanceof Pending)) {
            return false;
        }
        tx.update("""
                UPDATE hold SET extended = true, expires_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1
                """, hold.id(), Sql.seconds(longer.get()));
        rows.seal(tx, hold.id());
        var now = rows.find(tx, hold.id()).orElseThrow();
        escalated(tx, now, Notices.atExpiry(now));
        schedule(tx, now);
        return true;
    }

    void tellDue(Statements tx) {
        var due = tx.query("""
                SELECT id, notice_at FROM hold WHERE state = 'pending' AND notice_at <= clock_timestamp()
                    AND expires_at > clock_timestamp() ORDER BY notice_at LIMIT 100 FOR UPDATE SKIP LOCKED
                """);
        due.forEach(row -> tell(tx, row));
    }

    private void tell(Statements tx, Row row) {
        var hold = rows.find(tx, row.getString("id")).orElseThrow();
        var due = Notices.due(hold, Sql.instant(row, "notice_at"));
        if (due.reminder()) {
            var record = JsonObject.EMPTY
                    .with("hold", hold.id())
                    .with("needs", hold.requirement().toString());
            HoldAudit.audit(tx, "hold.reminder", HoldAudit.about(tx, hold), record);
        }
        if (!due.groups().isEmpty()) {
            escalated(tx, hold, due.groups());
        }
        schedule(tx, hold);
    }

    /** Others may stand in from now on: with them, those who have approved already may be enough. */
    private void escalated(Statements tx, Hold hold, List<String> groups) {
        var record = JsonObject.EMPTY
                .with("hold", hold.id())
                .with(
                        "groups",
                        JsonValue.array(groups.stream().map(JsonValue::of).toList()))
                .with("expiresAt", hold.expiresAt().toString());
        HoldAudit.audit(tx, "hold.escalated", HoldAudit.about(tx, hold), record);
        if (hold.intact()) {
            rows.move(tx, hold, ReviewRules.state(hold));
        }
        Attempts.notifyOf(tx, hold.promotion());
    }
}
