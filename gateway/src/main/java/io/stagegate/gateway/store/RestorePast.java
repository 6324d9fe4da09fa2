package io.stagegate.gateway.store;

import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watches.Past;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What was put back, as the guard against going round in circles counts it. */
final class RestorePast {

    private static final String OF_SNAPSHOT = """
            SELECT s.target, v.version FROM attempt_target s JOIN attempt m ON m.id = s.attempt AND m.snapshot = $1
                CROSS JOIN jsonb_array_elements_text(s.change -> 'before' -> 'versions') AS v (version)\
            """;

    private static final String OF_TARGET = "SELECT $1::text, v.version FROM unnest($3::text[]) AS v (version)";

    /** What may have been made counts; what is known not to have been does not. */
    private static final String RESTORES = """
            SELECT count(DISTINCT a.id)::int AS restores FROM attempt_target t JOIN attempt a ON a.id = t.attempt
                JOIN promotion p ON p.id = a.promotion LEFT JOIN outcome o ON o.attempt = a.id
            WHERE t.target = $1 AND p.subject ->> 'identity' = ANY ($2) AND a.at > clock_timestamp() - interval '24 hours'
                AND (o.outcome IS NULL OR o.outcome NOT IN ('refused', 'notApplied'))
            """;

    private RestorePast() {}

    static Past of(Statements tx, Watched watch, Duration guard) {
        return past(
                tx,
                away(tx, OF_SNAPSHOT, watch.snapshot(), Sql.seconds(guard)),
                watch.change().target().toString(),
                new Tries("watch", watch.snapshot(), watch.id()));
    }

    static Past of(Statements tx, Drifted drift, Duration guard) {
        var change = drift.change();
        var target = change.target().toString();
        var versions = change.before().versions().toArray(String[]::new);
        return past(
                tx,
                away(tx, OF_TARGET, target, Sql.seconds(guard), versions),
                target,
                new Tries("drift", drift.id(), DriftRows.number(drift.id()).orElseThrow()));
    }

    /** Of versions, each with a target that it would serve in again, those that a restore has taken away from there; $2 is since when. */
    private static Set<String> away(Statements tx, String which, Object... parameters) {
        return tx.query("""
                        SELECT DISTINCT mine.version FROM (%s) AS mine (target, version)
                            JOIN attempt_target t ON t.target = mine.target
                            JOIN attempt a ON a.id = t.attempt
                            JOIN promotion p ON p.id = a.promotion AND p.restore IS NOT NULL
                            JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
                                AND o.at > clock_timestamp() - make_interval(secs => $2)
                        WHERE t.change -> 'before' -> 'versions' ? mine.version AND NOT t.change -> 'after' -> 'versions' ? mine.version
                        """.formatted(which), parameters).stream()
                .map(row -> row.getString("version"))
                .collect(Collectors.toSet());
    }

    /**
     * Tries to put a snapshot back, of the gateway itself or as people have agreed whom it asked, and where it is kept what was not sent of
     * them. Whoever made one may be gone: what is not found out for longer than that takes needs a person.
     */
    private record Tries(String of, String snapshot, Object key) {}

    private static Past past(Statements tx, Set<String> away, String target, Tries of) {
        var tries = tx.query("""
                        SELECT p.id, coalesce(o.outcome, CASE WHEN a.at > clock_timestamp() - interval '2 minutes'
                                THEN 'being found out' ELSE 'what became of it is not known' END) AS outcome,
                            EXISTS (SELECT 1 FROM %1$s_deed d WHERE d.%1$s = $2 AND d.deed = 'notSent' AND d.about = p.id) AS unsent
                        FROM promotion p JOIN attempt a ON a.promotion = p.id LEFT JOIN outcome o ON o.attempt = a.id
                        WHERE p.restore ->> 'snapshot' = $1 AND p.restore IS NOT NULL AND p.restore ? 'because' ORDER BY a.at
                        """.formatted(of.of()), of.snapshot(), of.key());
        var itself = List.of(Watched.ITSELF, Drifted.ITSELF).toArray(String[]::new);
        return new Past(
                away,
                tx.first(RESTORES, target, itself).orElseThrow().getInteger("restores"),
                tries.stream()
                        .filter(row -> !row.getBoolean("unsent"))
                        .map(row -> row.getString("id") + ": " + row.getString("outcome"))
                        .toList(),
                (int) tries.stream().filter(row -> row.getBoolean("unsent")).count());
    }
}
