package io.stagegate.gateway.store;

import io.stagegate.core.evidence.Alert;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.alert.Told;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Alerts in PostgreSQL. */
final class PgAlerts implements Alerts {
    private final Sql sql;

    PgAlerts(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<Alert> firing(String upstream, String model, String environment) {
        return sql.transaction(
                "reading alerts",
                tx -> tx.query("""
                        SELECT name, severity, summary, since, source FROM alert
                        WHERE upstream = $1 AND model = $2 AND environment IN ('', $3)
                            AND firing AND firing_until > clock_timestamp()
                        ORDER BY name, source, since, fingerprint
                        """, upstream, model, environment).stream()
                        .map(row -> new Alert(
                                row.getString("name"),
                                row.getString("severity"),
                                row.getString("summary"),
                                Sql.instant(row, "since"),
                                row.getString("source")))
                        .distinct()
                        .toList());
    }

    @Override
    public boolean take(String source, List<Told> told, Duration forgetAfter) {
        return sql.transaction("recording alerts", tx -> {
            // One message of a source after another: which of them changes something is to be told.
            tx.query("SELECT pg_advisory_xact_lock(hashtextextended('alerts ' || $1, 0))", source);
            if (firing(tx, source, told) > MOST_FIRING) {
                return false;
            }
            told.forEach(alert -> take(tx, source, alert, forgetAfter));
            return true;
        });
    }

    /** How many would fire: what is told again is told of once, and what is forgotten fires no more. */
    private static long firing(Statements tx, String source, List<Told> told) {
        var fingerprints = told.stream().map(Told::fingerprint).toArray(String[]::new);
        var others = tx.first("""
                        SELECT count(*) AS n FROM alert WHERE source = $1 AND firing AND firing_until > clock_timestamp()
                            AND fingerprint <> ALL ($2)
                        """, source, fingerprints).orElseThrow().getLong("n");
        return others
                + told.stream()
                        .filter(Told::firing)
                        .map(Told::fingerprint)
                        .distinct()
                        .count();
    }

    private static void take(Statements tx, String source, Told alert, Duration forgetAfter) {
        var fired = tx.first(
                        "SELECT firing AND firing_until > clock_timestamp() AS fires FROM alert WHERE source = $1 AND fingerprint = $2",
                        source,
                        alert.fingerprint())
                .map(row -> row.getBoolean("fires"))
                .orElse(false);
        if (!fired && !alert.firing()) {
            return;
        }
        tx.update(
                """
                INSERT INTO alert (source, fingerprint, upstream, model, environment, name, severity, summary, since, firing,
                    firing_until)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp() + make_interval(secs => $11))
                ON CONFLICT (source, fingerprint) DO UPDATE SET upstream = $3, model = $4, environment = $5, name = $6,
                    severity = $7, summary = $8, since = $9, firing = $10,
                    firing_until = clock_timestamp() + make_interval(secs => $11)
                """,
                source,
                alert.fingerprint(),
                alert.upstream(),
                alert.model(),
                alert.environment(),
                alert.name(),
                alert.severity(),
                alert.summary(),
                Sql.time(alert.since()),
                alert.firing(),
                Sql.seconds(forgetAfter));
        if (fired != alert.firing()) {
            tell(tx, source, alert);
        }
    }

    @Override
    public void forget() {
        sql.transaction("forgetting alerts", tx -> tx.update("""
                        DELETE FROM alert WHERE (source, fingerprint) IN (SELECT source, fingerprint FROM alert
                            WHERE firing_until < clock_timestamp() - interval '1 day' LIMIT 10000)
                        """));
    }

    private static void tell(Statements tx, String source, Told alert) {
        var environments = alert.environment().isEmpty() ? List.<String>of() : List.of(alert.environment());
        var about = new About(Optional.empty(), "source:" + source, alert.upstream(), alert.model(), environments, "");
        var record = JsonObject.EMPTY
                .with("name", alert.name())
                .with("severity", alert.severity())
                .with("summary", alert.summary())
                .with("since", alert.since().toString())
                .with("fingerprint", alert.fingerprint());
        AuditLog.write(tx, alert.firing() ? "alert.fired" : "alert.resolved", about, Optional.empty(), record);
    }
}
