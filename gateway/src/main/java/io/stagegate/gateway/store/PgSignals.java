package io.stagegate.gateway.store;

import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.FiringAlert;
import io.stagegate.gateway.signal.Pushed;
import io.stagegate.gateway.signal.SignalStore;
import io.stagegate.gateway.signal.Told;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What sources have told, in PostgreSQL. */
final class PgSignals implements SignalStore {
    private static final int MOST_ALERTS = 10_000;
    private static final Duration KEEP_OTHERS = Duration.ofDays(30);

    /** Told twice it is there once; the first time counts. */
    private static final String ADD = """
            INSERT INTO pushed_signal (source, upstream, workspace, model, environment, version, name, value, samples, unit,
                observed_at)
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[],
                $9::bigint[], $10::text[], $11::timestamptz[])
            ON CONFLICT DO NOTHING
            """;

    private static final String NEWEST = """
            SELECT s.* FROM unnest($6::text[]) asked (name) CROSS JOIN LATERAL (
                SELECT p.* FROM unnest(ARRAY['', $5]) v (version) CROSS JOIN LATERAL (
                    SELECT * FROM pushed_signal WHERE upstream = $1 AND workspace = $2 AND model = $3 AND environment = $4
                        AND name = asked.name AND version = v.version AND observed_at <= $8 AND source = ANY ($7)
                    ORDER BY observed_at DESC LIMIT 1) p
                ORDER BY p.observed_at DESC, p.version DESC, p.source LIMIT 1) s
            """;

    /** An older alert of the same fingerprint says nothing of the one that came after it. */
    private static final String TELL = """
            INSERT INTO alert (source, fingerprint, upstream, workspace, model, environment, version, name, severity, summary,
                starts_at, ends_at, firing)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (source, fingerprint) DO UPDATE SET upstream = excluded.upstream, workspace = excluded.workspace,
                model = excluded.model, environment = excluded.environment, version = excluded.version, name = excluded.name,
                severity = excluded.severity, summary = excluded.summary, starts_at = excluded.starts_at,
                ends_at = excluded.ends_at, firing = excluded.firing, heard_at = clock_timestamp()
            WHERE alert.starts_at <= excluded.starts_at
            """;

    private static final String ROOM = """
            SELECT count(*) AS many FROM (SELECT fingerprint FROM alert WHERE source = $1
                UNION SELECT unnest($2::text[]) LIMIT $3) a
            """;

    private static final String FIRING = """
            SELECT a.* FROM alert a JOIN unnest($6::text[], $7::float8[]) s (source, forget) ON s.source = a.source
            WHERE a.firing AND a.upstream = $1 AND a.workspace = $2 AND a.model = $3 AND a.environment IN ('', $4)
                AND a.version IN ('', $5) AND (a.ends_at IS NULL OR a.ends_at > clock_timestamp())
                AND a.heard_at > clock_timestamp() - make_interval(secs => s.forget)
            ORDER BY a.starts_at, a.source, a.fingerprint
            """;

    private final Sql sql;

    PgSignals(Sql sql) {
        this.sql = sql;
    }

    @Override
    public int add(List<Pushed> readings) {
        return sql.transaction("keeping readings", tx -> {
            var subjects = readings.stream().map(Pushed::subject).toList();
            return tx.update(
                    ADD,
                    readings.stream().map(Pushed::source).toArray(String[]::new),
                    subjects.stream().map(Pushed.Subject::upstream).toArray(String[]::new),
                    subjects.stream().map(Pushed.Subject::workspace).toArray(String[]::new),
                    subjects.stream().map(Pushed.Subject::model).toArray(String[]::new),
                    subjects.stream().map(Pushed.Subject::environment).toArray(String[]::new),
                    subjects.stream().map(Pushed.Subject::version).toArray(String[]::new),
                    readings.stream().map(Pushed::name).toArray(String[]::new),
                    readings.stream().map(Pushed::value).toArray(Double[]::new),
                    readings.stream().map(Pushed::samples).toArray(Long[]::new),
                    readings.stream().map(Pushed::unit).toArray(String[]::new),
                    readings.stream().map(p -> Sql.time(p.observedAt())).toArray(OffsetDateTime[]::new));
        });
    }

    @Override
    public List<Pushed> newest(About about, Set<String> signals, Set<String> sources, Instant at) {
        return sql.transaction(
                "reading signals",
                tx -> tx
                        .query(
                                NEWEST,
                                about.upstream(),
                                about.workspace(),
                                about.model(),
                                about.environment(),
                                about.version(),
                                signals.toArray(String[]::new),
                                sources.toArray(String[]::new),
                                Sql.time(at))
                        .stream()
                        .map(PgSignals::pushed)
                        .toList());
    }

    private static Pushed pushed(Row row) {
        return new Pushed(
                row.getString("source"),
                new Pushed.Subject(
                        row.getString("upstream"),
                        row.getString("workspace"),
                        row.getString("model"),
                        row.getString("environment"),
                        row.getString("version")),
                row.getString("name"),
                row.getDouble("value"),
                row.getLong("samples"),
                row.getString("unit"),
                Sql.instant(row, "observed_at"));
    }

    @Override
    public boolean tell(List<Told> alerts) {
        return alerts.isEmpty()
                || sql.transaction("keeping alerts", tx -> {
                    var room = hasRoom(tx, alerts);
                    if (room) {
                        // In one order, so that two replicas that are told the same do not wait for each other.
                        tx.updateAll(
                                TELL,
                                alerts.stream()
                                        .sorted(Comparator.comparing(Told::fingerprint))
                                        .map(PgSignals::row)
                                        .toList());
                    }
                    return room;
                });
    }

    private static boolean hasRoom(Statements tx, List<Told> alerts) {
        var fingerprints = alerts.stream().map(Told::fingerprint).toArray(String[]::new);
        return tx.first(ROOM, alerts.getFirst().source(), fingerprints, MOST_ALERTS + 1)
                .map(row -> row.getLong("many") <= MOST_ALERTS)
                .orElse(true);
    }

    private static Object[] row(Told alert) {
        var subject = alert.subject();
        return new Object[] {
            alert.source(),
            alert.fingerprint(),
            subject.upstream(),
            subject.workspace(),
            subject.model(),
            subject.environment(),
            subject.version(),
            alert.name(),
            alert.severity(),
            alert.summary(),
            Sql.time(alert.startsAt()),
            alert.endsAt().map(Sql::time),
            alert.firing()
        };
    }

    @Override
    public List<FiringAlert> firing(About about, Map<String, Duration> forgetAfter) {
        var sources = List.copyOf(forgetAfter.entrySet());
        return sql.transaction(
                "reading alerts",
                tx -> tx
                        .query(
                                FIRING,
                                about.upstream(),
                                about.workspace(),
                                about.model(),
                                about.environment(),
                                about.version(),
                                sources.stream().map(Map.Entry::getKey).toArray(String[]::new),
                                sources.stream()
                                        .map(s -> Sql.seconds(s.getValue()))
                                        .toArray(Double[]::new))
                        .stream()
                        .map(row -> new FiringAlert(
                                row.getString("name"),
                                row.getString("severity"),
                                row.getString("summary"),
                                Sql.instant(row, "starts_at"),
                                row.getString("source")))
                        .toList());
    }

    @Override
    public void forget(Map<String, Duration> keep, Map<String, Duration> forgetAfter) {
        keep.forEach((source, time) -> forgetReadings(Set.of(source), false, time));
        forgetReadings(keep.keySet(), true, KEEP_OTHERS);
        sql.transaction("forgetting alerts", tx -> {
            forgetAfter.forEach((source, time) -> tx.update(
                    "DELETE FROM alert WHERE source = $1 AND heard_at < clock_timestamp() - make_interval(secs => $2)",
                    source,
                    Sql.seconds(time)));
            return tx.update(
                    "DELETE FROM alert WHERE source <> ALL ($1) AND heard_at < clock_timestamp() - interval '1 day'",
                    (Object) forgetAfter.keySet().toArray(String[]::new));
        });
    }

    /** Some at a time, each in a transaction of its own. */
    private void forgetReadings(Set<String> named, boolean others, Duration keep) {
        while (forgetSome(named, others, keep) > 0) {
            // Until nothing is left that is too old.
        }
    }

    private long forgetSome(Set<String> named, boolean others, Duration keep) {
        return sql.transaction(
                "forgetting readings",
                tx -> tx.first(
                                "SELECT forget_pushed_signals($1, $2, make_interval(secs => $3)) AS many",
                                named.toArray(String[]::new),
                                others,
                                Sql.seconds(keep))
                        .map(row -> row.getLong("many"))
                        .orElse(0L));
    }
}
