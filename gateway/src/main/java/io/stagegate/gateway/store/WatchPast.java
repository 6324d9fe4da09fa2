package io.stagegate.gateway.store;

import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watches.Past;
import java.time.Duration;
import java.util.stream.Collectors;

/** What was put back, as the guard against going round in circles counts it. */
final class WatchPast {
    /** Versions of the snapshot that a restore has taken away from the very target that they would serve in again. */
    private static final String AWAY = """
            SELECT DISTINCT v.version FROM attempt_target mine JOIN attempt m ON m.id = mine.attempt AND m.snapshot = $1
                CROSS JOIN jsonb_array_elements_text(mine.change -> 'before' -> 'versions') AS v (version)
                JOIN attempt_target t ON t.target = mine.target
                JOIN attempt a ON a.id = t.attempt
                JOIN promotion p ON p.id = a.promotion AND p.restore IS NOT NULL
                JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
                    AND o.at > clock_timestamp() - make_interval(secs => $2)
            WHERE t.change -> 'before' -> 'versions' ? v.version AND NOT t.change -> 'after' -> 'versions' ? v.version
            """;

    /** What may have been made counts; what is known not to have been does not. */
    private static final String RESTORES = """
            SELECT count(DISTINCT a.id)::int AS restores FROM attempt_target t JOIN attempt a ON a.id = t.attempt
                JOIN promotion p ON p.id = a.promotion LEFT JOIN outcome o ON o.attempt = a.id
            WHERE t.target = $1 AND p.subject ->> 'identity' = $2 AND a.at > clock_timestamp() - interval '24 hours'
                AND (o.outcome IS NULL OR o.outcome NOT IN ('refused', 'notApplied'))
            """;

    /**
     * For this watch or another one of the same promotion, by itself or as people have agreed. Whoever made one may be gone: what is not
     * found out for longer than that takes needs a person.
     */
    private static final String TRIES = """
            SELECT p.id, coalesce(o.outcome, CASE WHEN a.at > clock_timestamp() - interval '2 minutes' THEN 'being found out'
                    ELSE 'what became of it is not known' END) AS outcome,
                EXISTS (SELECT 1 FROM watch_deed d WHERE d.watch = $2 AND d.deed = 'notSent' AND d.about = p.id) AS unsent
            FROM promotion p JOIN attempt a ON a.promotion = p.id LEFT JOIN outcome o ON o.attempt = a.id
            WHERE p.restore ->> 'snapshot' = $1 AND p.restore IS NOT NULL AND p.restore #>> '{because,watch}' IS NOT NULL ORDER BY a.at
            """;

    private WatchPast() {}

    static Past read(Statements tx, Watched watch, Duration guard) {
        var tries = tx.query(TRIES, watch.snapshot(), watch.id());
        return new Past(
                tx.query(AWAY, watch.snapshot(), Sql.seconds(guard)).stream()
                        .map(row -> row.getString("version"))
                        .collect(Collectors.toSet()),
                tx.first(RESTORES, watch.change().target().toString(), Watched.ITSELF)
                        .orElseThrow()
                        .getInteger("restores"),
                tries.stream()
                        .filter(row -> !row.getBoolean("unsent"))
                        .map(row -> row.getString("id") + ": " + row.getString("outcome"))
                        .toList(),
                (int) tries.stream().filter(row -> row.getBoolean("unsent")).count());
    }
}
