package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.Notices;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.store.AuditLog.Entry;
import io.stagegate.gateway.store.HoldRows.Kept;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of holds by time alone, by the database's clock. */
final class HoldClock {
    /** Few enough to be done well before a transaction's time is over. */
    private static final int AT_ONCE = 250;

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
        var due = rows.lockDue(tx, AT_ONCE).stream()
                .filter(kept -> !extended(tx, kept))
                .toList();
        rows.expire(tx, due);
        AuditLog.writeAll(
                tx,
                "hold.expired",
                due.stream()
                        .map(kept -> new Entry(
                                kept.about(),
                                Optional.empty(),
                                JsonObject.EMPTY.with("hold", kept.hold().id())))
                        .toList());
        return due.stream().map(kept -> kept.hold().id()).toList();
    }

    /** Asks others in place of expiring, once, where the rules say so. What was changed behind the gateway says nothing, and ends. */
    private boolean extended(Statements tx, Kept kept) {
        var hold = kept.hold();
        var longer = hold.requirement().extension();
        if (longer.isEmpty() || hold.extended() || !hold.intact() || !(hold.state() instanceof Pending)) {
            return false;
        }
        var until = tx.first("""
                        UPDATE hold SET extended = true, expires_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1
                        RETURNING expires_at
                        """, hold.id(), Sql.seconds(longer.get()))
                .map(row -> Sql.instant(row, "expires_at"))
                .orElseThrow();
        var now = hold.extendedTo(until);
        rows.write(tx, kept, now);
        escalated(tx, kept, now, Notices.atExpiry(now));
        schedule(tx, now);
        return true;
    }

    void tellDue(Statements tx) {
        var due = tx.query("""
                SELECT id, notice_at FROM hold WHERE state = 'pending' AND notice_at <= clock_timestamp()
                    AND expires_at > clock_timestamp() ORDER BY notice_at LIMIT 100 FOR UPDATE SKIP LOCKED
                """);
        due.forEach(row -> tell(tx, rows.lock(tx, row.getString("id")).orElseThrow(), Sql.instant(row, "notice_at")));
    }

    private void tell(Statements tx, Kept kept, Instant at) {
        var hold = kept.hold();
        var due = Notices.due(hold, at);
        if (due.reminder()) {
            var record = JsonObject.EMPTY
                    .with("hold", hold.id())
                    .with("needs", hold.requirement().toString());
            HoldAudit.audit(tx, "hold.reminder", kept.about(), record);
        }
        if (!due.groups().isEmpty()) {
            escalated(tx, kept, hold, due.groups());
        }
        schedule(tx, hold);
    }

    /** Others may stand in from now on: with them, those who have approved already may be enough. */
    private void escalated(Statements tx, Kept kept, Hold now, List<String> groups) {
        var record = JsonObject.EMPTY
                .with("hold", now.id())
                .with("groups", JsonValue.texts(groups))
                .with("expiresAt", now.expiresAt().toString());
        HoldAudit.audit(tx, "hold.escalated", kept.about(), record);
        if (now.intact()) {
            rows.write(tx, kept, now.in(ReviewRules.state(now)));
        }
        Attempts.notifyOf(tx, now.promotion());
    }
}
