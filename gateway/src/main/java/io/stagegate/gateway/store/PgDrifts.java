package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.drift.DriftStore;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Watches.Past;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is done about changes around the gateway, in PostgreSQL. */
final class PgDrifts implements DriftStore {
    private static final String NEWEST = """
            FROM target t JOIN LATERAL (SELECT * FROM serving WHERE target = t.id ORDER BY at DESC, id DESC LIMIT 1) s
                ON s.known = 'drifted'\
            """;

    private static final String DRIFTED = """
            SELECT s.id, s.at, s.environment, s.state::text AS found, p.state::text AS permitted,
                ARRAY(SELECT rule FROM drift_deed WHERE drift = s.id AND deed = 'told') AS told
            """;

    private static final String UNDONE =
            " NOT EXISTS (SELECT 1 FROM drift_deed d WHERE d.drift = s.id AND d.deed IN ('asked', 'stuck', 'adopted'))";

    private static final String OPEN =
            DRIFTED + NEWEST + " " + DriftRows.PERMITTED + """
             WHERE t.upstream = $1 AND t.name > $2 AND NOT EXISTS (SELECT 1 FROM attempt_target a JOIN attempt m ON m.id = a.attempt
                WHERE a.target = t.name AND m.open) AND\
            """ + UNDONE + " ORDER BY t.name LIMIT $3";

    /** Longer than a restore with its reading back can take; where the replica is gone, that is seen by its lock. */
    private static final String CLAIM = """
            INSERT INTO drift_claim AS c (drift, owner, until)
            SELECT s.id, $2, clock_timestamp() + interval '2 minutes' FROM serving s WHERE s.id = $1 AND %s AND %s
            ON CONFLICT (drift) DO UPDATE SET owner = $2, until = clock_timestamp() + interval '2 minutes'
            WHERE c.until < clock_timestamp() OR (c.owner <> $2 AND pg_try_advisory_xact_lock(c.owner))
            """.formatted(DriftRows.LATEST, UNDONE);

    private static final String REJECTED =
            DRIFTED + """
            , d.about AS hold, d.rule, d.policy, r.reviewer, r.comment FROM drift_deed d JOIN hold h ON h.id = d.about AND h.state = 'rejected'
            JOIN serving s ON s.id = d.drift
            JOIN LATERAL (SELECT reviewer, comment FROM review WHERE hold = h.id AND verdict = 'rejected' ORDER BY id DESC LIMIT 1) r ON true
            """ + DriftRows.PERMITTED + " WHERE d.deed = 'asked' AND " + DriftRows.LATEST + " LIMIT 100";

    private static final String NEEDLESS = """
            SELECT h.id FROM drift_deed d JOIN hold h ON h.id = d.about AND h.state IN ('pending', 'approved')
            JOIN serving s ON s.id = d.drift WHERE d.deed = 'asked' AND NOT %s LIMIT 100
            """.formatted(DriftRows.LATEST);

    private static final String COUNT = """
            SELECT count(*)::int AS drifted,
                (count(*) FILTER (WHERE d.stuck IS NOT NULL OR d.hold_state NOT IN ('pending', 'approved', 'rejected')))::int AS stuck,
                (count(*) FILTER (WHERE d.hold_state IN ('pending', 'approved')))::int AS asking
            %s LEFT JOIN LATERAL (%s) d ON true
            """.formatted(NEWEST, EstatePages.DONE);

    private final Sql sql;
    private final Owner owner;

    PgDrifts(Sql sql, Owner owner) {
        this.sql = sql;
        this.owner = owner;
    }

    @Override
    public List<Drifted> open(String upstream, Optional<Drifted> behind, int atMost) {
        var from = behind.map(d -> d.change().target().toString()).orElse("");
        return sql.transaction(
                "looking for what went around the gateway",
                tx -> tx.query(OPEN, upstream, from, atMost).stream()
                        .map(DriftRows::drifted)
                        .toList());
    }

    @Override
    public boolean claim(Drifted drift) {
        return sql.transaction(
                "claiming a drift",
                tx -> !DriftDeeds.underWay(tx, drift.change()) && tx.update(CLAIM, number(drift), owner.key()) == 1);
    }

    @Override
    public void giveBack(Drifted drift) {
        sql.transaction(
                "giving a drift back",
                tx -> tx.update(
                        "UPDATE drift_claim SET until = '-infinity' WHERE drift = $1 AND owner = $2",
                        number(drift),
                        owner.key()));
    }

    private static long number(Drifted drift) {
        return DriftRows.number(drift.id()).orElseThrow();
    }

    @Override
    public void tell(Deed deed, Said said) {
        sql.transaction("telling of a drift", tx -> DriftDeeds.tell(tx, deed, said));
    }

    @Override
    public void asked(Deed deed, String hold, List<Said> said) {
        sql.transaction("recording a question", tx -> DriftDeeds.asked(tx, deed, hold, said));
    }

    @Override
    public void stuck(Deed deed, String why) {
        sql.transaction("recording that a restore needs a person", tx -> DriftDeeds.stuck(tx, deed, why));
    }

    @Override
    public void notSent(Deed deed, String restore) {
        sql.transaction("recording a try", tx -> DriftDeeds.notSent(tx, deed, restore));
    }

    @Override
    public boolean adopt(Deed deed, String by, String why) {
        return sql.transaction("letting a drift stay", tx -> DriftDeeds.adopt(tx, deed, by, why));
    }

    @Override
    public int adoptRejected() {
        return sql.transaction("letting stay what is not to be put back", tx -> (int) tx.query(REJECTED).stream()
                .filter(row -> adoptRejected(tx, row))
                .count());
    }

    private static boolean adoptRejected(Statements tx, Row row) {
        var hold = row.getString("hold");
        var comment = row.getString("comment");
        var record = JsonObject.EMPTY.with("hold", hold).with("rule", row.getString("rule"));
        return DriftDeeds.adopt(
                tx,
                new Deed(DriftRows.drifted(row), row.getString("policy"), record),
                row.getString("reviewer"),
                "it is not to be put back, by " + hold + (comment.isBlank() ? "" : ": " + comment));
    }

    @Override
    public List<String> needlessHolds() {
        return sql.transaction(
                "looking for needless questions",
                tx -> tx.query(NEEDLESS).stream()
                        .map(row -> row.getString("id"))
                        .toList());
    }

    @Override
    public Past past(Drifted drift, Duration guard) {
        return sql.transaction("reading what was put back", tx -> RestorePast.of(tx, drift, guard));
    }

    @Override
    public Count count() {
        return sql.transaction("counting what went around the gateway", tx -> {
            var row = tx.first(COUNT).orElseThrow();
            return new Count(row.getInteger("drifted"), row.getInteger("stuck"), row.getInteger("asking"));
        });
    }
}
