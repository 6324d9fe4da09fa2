package io.stagegate.gateway.store;

import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Changes around the gateway, as the rows of what serves have them. */
final class DriftRows {
    /** Of a row {@code s} the last one before it that was permitted: there is one, as what is seen first is adopted. */
    static final String PERMITTED = """
            JOIN LATERAL (SELECT state FROM serving WHERE target = s.target AND known <> 'drifted' AND (at, id) < (s.at, s.id)
                ORDER BY at DESC, id DESC LIMIT 1) p ON true\
            """;

    /** Whether a row {@code s} is of what serves now. */
    static final String LATEST =
            "NOT EXISTS (SELECT 1 FROM serving l WHERE l.target = s.target AND (l.at, l.id) > (s.at, s.id))";

    private static final String FIND = """
            SELECT s.id, s.at, s.environment, s.state::text AS found, p.state::text AS permitted, %s AS latest
            FROM serving s %s WHERE s.id = $1 AND s.known = 'drifted'
            """.formatted(LATEST, PERMITTED);

    private DriftRows() {}

    /** The number of a row, by the id of a drift; empty where it is none. */
    static Optional<Long> number(String id) {
        return id.matches(Drifted.PREFIX + "[0-9]{1,18}")
                ? Optional.of(Long.valueOf(id.substring(Drifted.PREFIX.length())))
                : Optional.empty();
    }

    static String id(Row row) {
        return Drifted.PREFIX + row.getLong("id");
    }

    /** The snapshot that a drift is: what was permitted there last, so that it can be put back. */
    static Optional<Snapshot> snapshot(Statements tx, long number) {
        return tx.first(FIND, number).map(row -> {
            var change = change(row);
            return new Snapshot(
                    id(row),
                    Optional.empty(),
                    change.target().upstream(),
                    List.of(change),
                    Sql.instant(row, "at"),
                    row.getBoolean("latest"),
                    false);
        });
    }

    /** The same as the API shows it. */
    static Optional<JsonObject> view(Statements tx, long number) {
        return snapshot(tx, number)
                .map(s -> JsonObject.EMPTY
                        .with("id", s.id())
                        .with("at", s.at().toString())
                        .with("upstream", s.upstream())
                        .with(
                                "targets",
                                JsonValue.array(s.targets().stream()
                                        .map(TargetJson::write)
                                        .map(Views::target)
                                        .toList())));
    }

    /** From what was permitted to what was found. */
    static TargetChange change(Row row) {
        var permitted = TargetJson.readState(Sql.json(row, "permitted"));
        var found = TargetJson.readState(Sql.json(row, "found"));
        return new TargetChange(row.getString("environment"), permitted, found, first(found), first(permitted));
    }

    private static String first(TargetState state) {
        return state.versions().stream().findFirst().orElse("");
    }

    static Drifted drifted(Row row) {
        return new Drifted(
                id(row), change(row), Sql.instant(row, "at"), Set.copyOf(Arrays.asList(row.getArrayOfStrings("told"))));
    }

    /** That what an attempt has made so takes a drift back. */
    static void restored(Statements tx, Attempt attempt, TargetChange change) {
        var submission = attempt.submission();
        submission.restore().filter(r -> number(r.snapshot()).isPresent()).ifPresent(restore -> {
            var record = record(restore.snapshot(), change.target())
                    .with("environment", change.environment())
                    .with("before", JsonValue.texts(change.before().versions()))
                    .with("versions", JsonValue.texts(change.after().versions()))
                    .with("by", submission.id());
            audit(
                    tx,
                    "drift.restored",
                    About.of(submission, AuditLog.environments(List.of(change))),
                    restore.because().equals(JsonObject.EMPTY) ? record : record.with("because", restore.because()));
        });
    }

    /** Whether an attempt takes a drift back. */
    static boolean restores(Attempt attempt) {
        return attempt.submission()
                .restore()
                .filter(r -> number(r.snapshot()).isPresent())
                .isPresent();
    }

    static JsonObject record(String drift, Target target) {
        return JsonObject.EMPTY.with("drift", drift).with("target", target.toString());
    }

    /** A record about a target, with the target's id in it, by which it is told. */
    static void audit(Statements tx, String type, About about, JsonObject record) {
        var name = record.text("target").orElseThrow();
        var id = tx.first("SELECT target_id($1) AS id", name).orElseThrow().getString("id");
        AuditLog.write(tx, type, about, Optional.empty(), record.with("id", id));
    }
}
