package io.stagegate.it.faults;

import java.util.List;

/** What must not be found in the tables of what is watched, and of what was put back for that. */
final class NeverOfWatches {
    /** A restore that was applied. */
    private static final String APPLIED = """
            FROM promotion p JOIN attempt a ON a.promotion = p.id JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
            """;

    static final List<Never> TABLES = List.of(
            new Never("R2 a restore by the gateway itself that has found something else than what is watched", """
                SELECT p.id FROM promotion p JOIN attempt a ON a.promotion = p.id JOIN attempt_target t ON t.attempt = a.id
                    JOIN watch w ON w.id = p.restore #>> '{because,watch}' AND w.target = t.target
                WHERE p.subject ->> 'identity' = 'stagegate:watch'
                    AND t.change #> '{before,versions}' <> w.change #> '{after,versions}'
                """),
            new Never("R2 a restore by the gateway itself for a watch that had ended", """
                SELECT p.id FROM promotion p JOIN attempt a ON a.promotion = p.id
                    JOIN watch w ON w.id = p.restore #>> '{because,watch}'
                WHERE p.subject ->> 'identity' = 'stagegate:watch' AND a.at > w.ended_at
                """),
            new Never(
                    "R3 a watch that says that it was put back, and no restore of its snapshot was applied",
                    """
                SELECT w.id FROM watch w WHERE w.state = 'restored' AND NOT EXISTS (
                    SELECT 1 %s WHERE p.restore ->> 'snapshot' = w.snapshot)
                """.formatted(APPLIED)),
            new Never("R3 a watch that goes on although its snapshot was put back", """
                SELECT w.id FROM watch w WHERE w.state = 'open' AND EXISTS (
                    SELECT 1 %s WHERE p.restore ->> 'snapshot' = w.snapshot)
                """.formatted(APPLIED)),
            new Never("R4 one target that is watched twice at a time", """
                SELECT target FROM watch WHERE state = 'open' GROUP BY target HAVING count(*) > 1
                """),
            new Never("R5 a look at what was not watched yet, or not any more", """
                SELECT w.id FROM watch w JOIN watch_look l ON l.watch = w.id WHERE l.at < w.begun_at OR l.at > w.ended_at
                """),
            new Never("R5 a watch whose looks are not those that are recorded", """
                SELECT w.id FROM watch w LEFT JOIN LATERAL (
                    SELECT count(*) AS many, coalesce(max(number), 0) AS last FROM watch_look l WHERE l.watch = w.id) l ON true
                WHERE w.looks <> l.many OR w.looks <> l.last
                """),
            new Never("R6 a restore for a watch that no recorded look asks for", """
                SELECT p.id FROM promotion p WHERE p.restore #>> '{because,watch}' IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM watch_look l WHERE l.watch = p.restore #>> '{because,watch}'
                        AND l.number = (p.restore #>> '{because,look}')::int
                        AND (l.judgement = 'restore' OR p.subject ->> 'identity' = 'stagegate:ask'
                            AND l.judgement IN ('ask', 'indeterminate')))
                """),
            new Never("R6 a restore by the gateway itself that does not say which watch it is for", """
                SELECT id FROM promotion WHERE subject ->> 'identity' IN ('stagegate:watch', 'stagegate:ask')
                    AND restore #>> '{because,drift}' IS NULL
                    AND NOT coalesce(EXISTS (SELECT 1 FROM watch w WHERE w.id = restore #>> '{because,watch}'
                        AND w.snapshot = restore ->> 'snapshot'), false)
                """),
            new Never("R7 a watch whose beginning and end are not in the audit, once each", """
                SELECT w.id FROM watch w LEFT JOIN LATERAL (
                    SELECT count(*) FILTER (WHERE type = 'watch.begun') AS begun,
                        count(*) FILTER (WHERE type IN ('watch.restored', 'watch.ended')) AS ended
                    FROM audit a WHERE a.record ->> 'watch' = w.id) a ON true
                WHERE a.begun <> 1 OR a.ended <> CASE w.state WHEN 'open' THEN 0 ELSE 1 END
                """),
            new Never("R8 people are asked twice at a time about one watch", """
                SELECT p.restore #>> '{because,watch}' FROM hold h JOIN promotion p ON p.id = h.promotion
                WHERE h.state IN ('pending', 'approved') AND p.restore #>> '{because,watch}' IS NOT NULL
                GROUP BY 1 HAVING count(*) > 1
                """),
            new Never("R8 people are asked about a watch that has come to its end otherwise than by time", """
                SELECT h.id FROM hold h JOIN promotion p ON p.id = h.promotion
                    JOIN watch w ON w.id = p.restore #>> '{because,watch}'
                WHERE h.state IN ('pending', 'approved') AND w.state NOT IN ('open', 'over')
                    AND w.ended_at < clock_timestamp() - interval '30 seconds'
                """),
            new Never("R9 a watch that needs somebody, and that nobody is told of", """
                SELECT w.id FROM watch w WHERE w.trouble <> '' AND NOT EXISTS (
                    SELECT 1 FROM audit a WHERE a.record ->> 'watch' = w.id AND a.type = 'watch.told'
                        AND a.record ->> 'needs' = 'somebody')
                """));

    static final List<Never> WEBHOOKS =
            List.of(new Never("W1 something happened to a watch, and no event tells of it", """
                SELECT a.watch || ' ' || a.type FROM (
                    SELECT record ->> 'watch' AS watch, type, count(*) AS n FROM audit
                    WHERE type IN ('watch.told', 'watch.asked', 'watch.restored') GROUP BY 1, 2) a
                WHERE a.n <> (SELECT count(*) FROM event e WHERE e.data::jsonb #>> '{watch,id}' = a.watch AND e.type = a.type)
                """));

    private NeverOfWatches() {}
}
