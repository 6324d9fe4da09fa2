package io.stagegate.gateway.store;

import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.policy.WaiverPlatform;
import io.stagegate.gateway.policy.WaiverStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Approved exceptions from rules, in PostgreSQL: of a rule and a target the last one counts. */
final class PgWaivers implements WaiverStore {
    private static final String ACTIVE = """
            SELECT * FROM (SELECT DISTINCT ON (rule) rule, target, approved_by, reason, until FROM waiver
                WHERE target = $1 ORDER BY rule, id DESC) last
            WHERE until > clock_timestamp() ORDER BY rule
            """;

    /** Who approved it is who approved the hold that it comes from. */
    private static final String PUT = """
            INSERT INTO waiver (target, rule, until, reason, asked_by, approved_by)
            SELECT $1, $2, $3, $4, $5, coalesce((
                SELECT string_agg(DISTINCT r.reviewer, ', ' ORDER BY r.reviewer)
                FROM promotion p JOIN hold h ON h.promotion = p.id JOIN review r ON r.hold = h.id
                WHERE p.upstream = $6 AND p.open AND p.model = $1 AND p.change #>> '{parameters,rule}' = $2
                    AND r.verdict = 'approved'), '')
            """;

    private static final String ALL = """
            SELECT jsonb_build_object('rule', rule, 'target', target, 'reason', reason, 'askedBy', asked_by,
                'approvedBy', approved_by, 'since', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'until', to_char(ends AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'active', ends > clock_timestamp())::text AS waiver
            FROM (SELECT w.*, least(w.until, (SELECT min(n.at) FROM waiver n
                WHERE n.target = w.target AND n.rule = w.rule AND n.id > w.id)) AS ends FROM waiver w
                WHERE w.until IS NOT NULL) given
            ORDER BY id DESC LIMIT $1
            """;

    private final Sql sql;

    PgWaivers(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Waiver> active(String target) {
        return sql.transaction(
                "reading exceptions from rules",
                tx -> tx.query(ACTIVE, target).stream()
                        .map(row -> new Waiver(
                                row.getString("rule"),
                                row.getString("target"),
                                row.getString("approved_by"),
                                row.getString("reason"),
                                Sql.instant(row, "until")))
                        .toList());
    }

    @Override
    public void put(String target, String rule, Optional<Instant> until, String reason, String askedBy) {
        sql.transaction(
                "giving an exception from a rule",
                tx -> tx.update(PUT, target, rule, until.map(Sql::time), reason, askedBy, WaiverPlatform.UPSTREAM));
    }

    @Override
    public List<JsonObject> all(int limit) {
        return sql.transaction(
                "reading exceptions from rules",
                tx -> tx.query(ALL, limit).stream()
                        .map(row -> Sql.json(row, "waiver"))
                        .toList());
    }
}
