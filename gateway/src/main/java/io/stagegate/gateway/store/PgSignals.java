package io.stagegate.gateway.store;

import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.Pushed;
import io.stagegate.gateway.signal.SignalStore;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What sources have told, in PostgreSQL. */
final class PgSignals implements SignalStore {
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
    public void forget(Map<String, Duration> keep) {
        keep.forEach((source, time) -> forgetReadings(Set.of(source), false, time));
        forgetReadings(keep.keySet(), true, KEEP_OTHERS);
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
