package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.estate.Estate.Selection;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.store.Cursors.Numbered;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What targets serve and have served, as the API shows it. */
final class EstatePages {
    /** The end of all times, for the database. */
    private static final OffsetDateTime NOW = OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    /** Who has asked for it and who has let it in. */
    private static final String CAME_BY = """
            SELECT p.subject_id, p.operation, p.restore IS NOT NULL AS restores, p.policy,
                ARRAY(SELECT DISTINCT r.reviewer FROM hold h JOIN review r ON r.hold = h.id
                    WHERE h.promotion = p.id AND r.verdict = 'approved' ORDER BY r.reviewer) AS approved_by
            FROM promotion p WHERE p.id = s.promotion\
            """;

    /** What was done about what went around the gateway. */
    static final String DONE = """
            SELECT max(d.about) FILTER (WHERE d.deed = 'stuck') AS stuck, max(h.id) AS hold, max(h.state) AS hold_state
            FROM drift_deed d LEFT JOIN hold h ON d.deed = 'asked' AND h.id = d.about
            WHERE d.drift = s.id AND s.known = 'drifted'\
            """;

    /** $1 is the time; what is later than it did not exist. What is watched is told of the present only. */
    private static final String TARGETS = """
            SELECT t.id, t.name, t.upstream, t.workspace, t.model, s.at, s.environment, s.versions, s.known, s.promotion,
                f.first, s.id AS serving, s.adopted_by, d.stuck, d.hold, d.hold_state,
                c.subject_id, c.operation, c.restores, c.policy, c.approved_by, w.id AS watch
            FROM target t
            LEFT JOIN watch w ON w.target = t.name AND w.state = 'open' AND $1 = '9999-01-01 00:00:00+00'::timestamptz
            JOIN LATERAL (SELECT min(at) AS first FROM serving WHERE target = t.id) f ON true
            LEFT JOIN LATERAL (SELECT * FROM serving WHERE target = t.id AND at <= $1
                ORDER BY at DESC, id DESC LIMIT 1) s ON true
            LEFT JOIN LATERAL (%s) c ON true LEFT JOIN LATERAL (%s) d ON true WHERE true\
            """.formatted(CAME_BY, DONE);

    private static final String HISTORY = """
            SELECT s.id, s.at, s.environment, s.versions, s.known, s.promotion, s.until, s.before,
                s.id AS serving, s.adopted_by, d.stuck, d.hold, d.hold_state,
                c.subject_id, c.operation, c.restores, c.policy, c.approved_by
            FROM (SELECT *, lead(at) OVER turn AS until, lag(versions) OVER turn AS before
                FROM serving WHERE target = $1 WINDOW turn AS (ORDER BY at, id)) s
            LEFT JOIN LATERAL (%s) c ON true LEFT JOIN LATERAL (%s) d ON true
            WHERE (s.at, s.id) < ($2, $3) ORDER BY s.at DESC, s.id DESC LIMIT $4
            """.formatted(CAME_BY, DONE);

    /** A question is open, or is about to be done with. */
    private static final Set<String> WAITING = Set.of("pending", "approved", "rejected");

    private EstatePages() {}

    static Page targets(Statements tx, Selection which, Optional<Instant> at, Optional<String> behind, int limit) {
        var query = new Query(TARGETS, at.map(Sql::time).orElse(NOW))
                .and(which.target(), "t.name = ?")
                .and(which.upstream(), "t.upstream = ?")
                .and(which.model(), "t.model = ?")
                .and(which.environment(), "s.environment = ?")
                .and(which.known(), "s.known = ?")
                .and(behind, "t.name > ?");
        var rows = query.run(tx, " ORDER BY t.name LIMIT " + (limit + 1));
        return Pages.of(rows, limit, EstatePages::target, last -> Cursors.of("target", last.getString("name")));
    }

    static Optional<Page> history(Statements tx, String id, Optional<Numbered> behind, int limit) {
        if (tx.first("SELECT 1 FROM target WHERE id = $1", id).isEmpty()) {
            return Optional.empty();
        }
        var rows = tx.query(
                HISTORY,
                id,
                behind.map(Numbered::time).orElse(NOW),
                behind.map(Numbered::id).orElse(Long.MAX_VALUE),
                limit + 1);
        return Optional.of(Pages.of(
                rows,
                limit,
                EstatePages::served,
                last -> Cursors.of(Sql.instant(last, "at").toString(), Long.toString(last.getLong("id")))));
    }

    private static JsonObject target(Row row) {
        var out = JsonObject.EMPTY
                .with("id", row.getString("id"))
                .with("target", row.getString("name"))
                .with("upstream", row.getString("upstream"))
                .with("workspace", row.getString("workspace"))
                .with("model", row.getString("model"));
        out = Views.with(out, row, "watch", "watch");
        return Sql.absent(row, "at")
                ? out.with("known", "unknown")
                        .with("knownSince", Sql.instant(row, "first").toString())
                : serving(out, row);
    }

    private static JsonObject served(Row row) {
        var out = serving(JsonObject.EMPTY, row);
        if (!Sql.absent(row, "before")) {
            out = out.with("before", versions(row, "before"));
        }
        return Sql.absent(row, "until")
                ? out
                : out.with("until", Sql.instant(row, "until").toString());
    }

    private static JsonObject serving(JsonObject target, Row row) {
        var out = target.with("environment", row.getString("environment"))
                .with("versions", versions(row, "versions"))
                .with("since", Sql.instant(row, "at").toString())
                .with("known", row.getString("known"));
        if (Sql.absent(row, "promotion")) {
            return drifted(out, row);
        }
        return out.with("promotion", row.getString("promotion"))
                .with("kind", row.getBoolean("restores") ? "restore" : "promotion")
                .with("operation", row.getString("operation"))
                .with("requestedBy", row.getString("subject_id"))
                .with("approvedBy", versions(row, "approved_by"))
                .with("policy", row.getString("policy"));
    }

    /** What nobody has asked for: by what it can be put back, and what was done about it; or who has let it stay. */
    private static JsonObject drifted(JsonObject out, Row row) {
        if (!row.getString("known").equals("drifted")) {
            var by = row.getString("adopted_by");
            return by.isEmpty() ? out : out.with("adoptedBy", by);
        }
        var drift = out.with("drift", Drifted.PREFIX + row.getLong("serving"));
        var asked = Views.with(Views.with(drift, row, "hold", "hold"), row, "holdState", "hold_state");
        return trouble(row).map(why -> asked.with("trouble", why)).orElse(asked);
    }

    private static Optional<String> trouble(Row row) {
        return Sql.text(row, "stuck")
                .or(() -> Sql.text(row, "hold_state")
                        .filter(state -> !WAITING.contains(state))
                        .map(state -> row.getString("hold") + " is " + state + ", and it serves the same still"));
    }

    private static JsonValue versions(Row row, String column) {
        return JsonValue.texts(List.of(row.getArrayOfStrings(column)));
    }
}
