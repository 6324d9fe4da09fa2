package io.stagegate.gateway.store;

import io.stagegate.core.evidence.Rollback;
import io.stagegate.gateway.journal.PastServing;
import io.stagegate.gateway.journal.PastServing.Stretch;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Instant;
import java.util.List;

/** Reads what has served, off the attempts that were applied. */
final class PastServings {
    /**
     * Each change of a target that was applied gives each version that it left there a time until the next one. Times follow one
     * another without a break where the earlier change left and the later one found the version there: what was done around
     * the gateway in between is seen by that. A time ends when the next change was intended, which is before it was sent:
     * when it was settled may be long after, where its answer was lost.
     */
    private static final String STRETCHES = """
            WITH applied AS (
                SELECT t.target, t.environment, a.at AS sent, o.at, t.attempt,
                    t.change -> 'before' -> 'versions' AS before, t.change -> 'after' -> 'versions' AS after
                FROM attempt_target t JOIN attempt a ON a.id = t.attempt
                    JOIN outcome o ON o.attempt = t.attempt AND o.outcome = 'applied'
                WHERE t.upstream = $1 AND t.workspace = $2 AND t.model = $3),
            chained AS (
                SELECT *, lag(after) OVER turn AS previous, lead(before) OVER turn AS found,
                    lead(after) OVER turn AS next, lead(sent) OVER turn AS next_sent
                FROM applied WINDOW turn AS (PARTITION BY target ORDER BY at, attempt)),
            served AS (
                SELECT v.version, c.target, c.environment, c.at, c.attempt,
                    count(*) FILTER (WHERE NOT coalesce(c.previous ? v.version AND c.before ? v.version, false))
                        OVER (PARTITION BY c.target, v.version ORDER BY c.at, c.attempt) AS stretch,
                    c.next IS NULL AS open,
                    CASE WHEN c.found ? v.version AND NOT c.next ? v.version THEN c.next_sent END AS until
                FROM chained c, jsonb_array_elements_text(c.after) AS v (version)
                WHERE v.version <> '' AND c.environment <> '')
            SELECT version, target, (array_agg(environment ORDER BY at DESC, attempt DESC))[1] AS environment,
                min(at) AS since, max(until) AS until, bool_or(open) AS open
            FROM served GROUP BY version, target, stretch ORDER BY since, target, version
            """;

    private static final String ROLLBACKS = """
            SELECT v.version, t.environment, t.target, o.at
            FROM attempt_target t JOIN attempt a ON a.id = t.attempt JOIN promotion p ON p.id = a.promotion
                JOIN outcome o ON o.attempt = t.attempt AND o.outcome = 'applied',
                jsonb_array_elements_text(t.change -> 'before' -> 'versions') AS v (version)
            WHERE t.upstream = $1 AND t.workspace = $2 AND t.model = $3 AND t.environment <> ''
                AND p.restore IS NOT NULL AND o.at > $4
                AND v.version <> '' AND NOT t.change -> 'after' -> 'versions' ? v.version
            ORDER BY o.at DESC, t.target, v.version LIMIT $5
            """;

    private PastServings() {}

    static PastServing find(
            Statements tx, String upstream, String workspace, String model, Instant rollbacksSince, int rollbacks) {
        return new PastServing(
                stretches(tx, upstream, workspace, model),
                tx.query(ROLLBACKS, upstream, workspace, model, Sql.time(rollbacksSince), rollbacks).stream()
                        .map(row -> new Rollback(
                                row.getString("version"),
                                row.getString("environment"),
                                row.getString("target"),
                                Sql.instant(row, "at")))
                        .toList());
    }

    private static List<Stretch> stretches(Statements tx, String upstream, String workspace, String model) {
        return tx.query(STRETCHES, upstream, workspace, model).stream()
                .map(row -> new Stretch(
                        row.getString("version"),
                        row.getString("environment"),
                        row.getString("target"),
                        Sql.instant(row, "since"),
                        Sql.absent(row, "until") ? Instant.MAX : Sql.instant(row, "until"),
                        row.getBoolean("open")))
                .toList();
    }
}
