package io.stagegate.benchmarks.ladder;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** Open watches in a database, as many as are wanted, of as many targets: begun an hour ago, each with the looks that rules see. */
final class Watches {
    private static final int LOOKS = 10;

    private static final String PROMOTIONS = """
            INSERT INTO promotion (id, at, upstream, workspace, model, operation, action, subject_id, subject, change,
                fingerprint, open, evaluation_digest, policy, settled_at)
            SELECT 'p-' || n, now(), 'registry', '', 'model-' || n, 'mlflow:set-alias', 'promote', 'ann', '{}', '{}',
                'f-' || n, false, 'sha256:0', 'sha256:0', now() FROM generate_series(1, %d) n
            """;

    private static final String READINGS = """
            jsonb_build_object('alerts', jsonb_build_array(), 'readings', jsonb_build_array(
                jsonb_build_object('signal', 'error-rate', 'state', 'read', 'value', 0.01, 'samples', 4711, 'unit', 'ratio',
                    'source', 'prometheus', 'observedAt', '2026-11-24T10:00:00Z'),
                jsonb_build_object('signal', 'latency-p99', 'state', 'read', 'value', 0.12, 'samples', 4711, 'unit', 's',
                    'source', 'prometheus', 'observedAt', '2026-11-24T10:00:00Z')))\
            """;

    /** Due at a point of the interval that nobody knows before, as outcomes begin them. */
    private static final String WATCHES = """
            INSERT INTO watch (id, promotion, snapshot, upstream, workspace, model, target, environment, change, version, previous,
                signals, every, settling, patience, begun_at, until, due_at, looks, before)
            SELECT 'w-' || n, 'p-' || n, 's-' || n, 'registry', '', 'model-' || n, 'registry/model-' || n || '@champion', 'production',
                jsonb_build_object('environment', 'production', 'candidate', '2', 'baseline', '1',
                    'before', jsonb_build_object('target', t.target, 'versions', jsonb_build_array('1'), 'detail', '{}'::jsonb),
                    'after', jsonb_build_object('target', t.target, 'versions', jsonb_build_array('2'), 'detail', '{}'::jsonb)),
                '2', '1', ARRAY['error-rate', 'latency-p99'], make_interval(secs => %1$d), interval '0', 3,
                now() - interval '1 hour', now() + interval '71 hours', now() + random() * make_interval(secs => %1$d), 10,
            """ + READINGS + """

            FROM generate_series(1, %2$d) n, LATERAL (SELECT jsonb_build_object('name', 'registry/model-' || n || '@champion',
                'upstream', 'registry', 'workspace', '', 'model', 'model-' || n,
                'slot', jsonb_build_object('kind', 'alias', 'name', 'champion')) AS target) t
            """;

    private static final String EARLIER = """
            INSERT INTO watch_look (watch, number, at, due_at, gap, seen, judgement, findings, policy)
            SELECT id, n, due_at - (%1$d + 1 - n) * every, due_at - (%1$d + 1 - n) * every, false,
            """ + READINGS + """
            , 'leave', '{"findings": []}', 'sha256:0' FROM watch, generate_series(1, %1$d) n
            """;

    private Watches() {}

    /** @param every how far apart the looks of one watch are, in seconds */
    static void make(Connection owner, int watches, int every) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(String.format(Locale.ROOT, PROMOTIONS, watches));
            statement.execute(String.format(Locale.ROOT, WATCHES, every, watches));
            statement.execute(String.format(Locale.ROOT, EARLIER, LOOKS));
            statement.execute("VACUUM ANALYZE");
        }
    }

    /** As if none had been due yet: each at a point of the interval that begins now. */
    static void spread(Connection owner) throws SQLException {
        run(owner, "UPDATE watch SET due_at = now() + random() * every");
    }

    /** As if nobody had looked for an hour. */
    static void neglect(Connection owner) throws SQLException {
        run(owner, "UPDATE watch SET due_at = due_at - (1 + ceil(3600 / extract(epoch FROM every))) * every");
    }

    private static void run(Connection owner, String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether any is late by more than its interval. */
    static boolean late(Connection owner) throws SQLException {
        return number(owner, "SELECT count(*) FROM watch WHERE due_at < now() - every") > 0;
    }

    /** How many looks came so late that something was missed. */
    static long gaps(Connection owner) throws SQLException {
        return number(owner, "SELECT count(*) FROM watch_look WHERE gap");
    }

    private static long number(Connection owner, String sql) throws SQLException {
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
