package io.stagegate.gateway.store;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.policy.WaiverPlatform;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of what targets serve: appended, in the order of the times at which it became so. */
final class ServingRows {
    private static final String LAST = """
            SELECT t.name, s.at, s.environment, s.versions, s.state::text, s.known, s.promotion FROM target t
            JOIN LATERAL (SELECT * FROM serving WHERE target = t.id ORDER BY at DESC, id DESC LIMIT 1) s ON true
            WHERE t.name = ANY ($1)
            """;

    private ServingRows() {}

    /** What is known of a target last. */
    record Last(
            OffsetDateTime at,
            String environment,
            List<String> versions,
            TargetState state,
            String known,
            Optional<String> promotion) {
        private static Last of(Row row) {
            return new Last(
                    row.getOffsetDateTime("at"),
                    row.getString("environment"),
                    Arrays.asList(row.getArrayOfStrings("versions")),
                    TargetJson.readState(Sql.json(row, "state")),
                    row.getString("known"),
                    Sql.text(row, "promotion"));
        }
    }

    /** A row to be. */
    record New(
            OffsetDateTime at,
            String environment,
            TargetState state,
            String known,
            Optional<String> promotion,
            String adoptedBy) {
        New(OffsetDateTime at, String environment, TargetState state, String known, Optional<String> promotion) {
            this(at, environment, state, known, promotion, "");
        }
    }

    /** A row that is there now: its number, and its target's id. */
    record Appended(long number, String target) {}

    /** Whether a target is one that something serves at: tags and exceptions from rules are attached to what serves. */
    static boolean serves(Target target) {
        return !target.upstream().equals(WaiverPlatform.UPSTREAM)
                && switch (target.slot()) {
                    case Slot.Alias _, Slot.Stage _, Slot.Latest _ -> true;
                    case Slot.Numbered _, Slot.Whole _ -> false;
                };
    }

    static Optional<Last> last(Statements sql, Target target) {
        return Optional.ofNullable(last(sql, List.of(target)).get(target.toString()));
    }

    /** The same of several targets, by name; nothing of those of which nothing is known. */
    static Map<String, Last> last(Statements sql, List<Target> targets) {
        var names = targets.stream().map(Target::toString).toArray(String[]::new);
        return sql.query(LAST, (Object) names).stream()
                .collect(Collectors.toMap(row -> row.getString("name"), Last::of));
    }

    /** Nobody else writes of a target until the transaction ends. */
    static void lock(Statements sql, Target target) {
        sql.query("SELECT pg_advisory_xact_lock(hashtextextended('serving ' || $1, 0))", target.toString());
    }

    /** What an attempt has made its targets serve, since its outcome; and what it found there, where that was not known. */
    static void applied(Statements sql, Attempt attempt, boolean readBack) {
        var times = sql.first("""
                        SELECT a.at AS sent, o.at FROM attempt a JOIN outcome o ON o.attempt = a.id WHERE a.id = $1
                        """, attempt.id()).orElseThrow();
        var promotion = Optional.of(attempt.submission().id());
        for (var change : attempt.targets()) {
            if (serves(change.target())) {
                lock(sql, change.target());
                found(sql, change, times.getOffsetDateTime("sent"));
                var known = readBack ? "readBack" : "forwarded";
                var at = times.getOffsetDateTime("at");
                append(sql, new New(at, change.environment(), change.after(), known, promotion));
                DriftRows.restored(sql, attempt, change);
            }
        }
    }

    private static void found(Statements sql, TargetChange change, OffsetDateTime sent) {
        var before = change.before();
        var last = last(sql, before.target());
        if (last.isEmpty()) {
            adopted(sql, new New(sent, change.environment(), before, "adopted", Optional.empty()));
        } else if (!last.get().versions().equals(before.versions())
                && !last.get().versions().contains("")
                && last.get().at().isBefore(sent)) {
            drifted(sql, last.get(), new New(sent, change.environment(), before, "drifted", Optional.empty()));
        }
    }

    /** That a target is seen for the first time. */
    static void adopted(Statements sql, New now) {
        tell(sql, "target.adopted", now, record(append(sql, now).target(), now));
    }

    /** That somebody has changed a target around the gateway, and what was known of it before. */
    static void drifted(Statements sql, Last last, New now) {
        var row = append(sql, now);
        var record = record(row.target(), now)
                .with("drift", Drifted.PREFIX + row.number())
                .with("before", JsonValue.texts(last.versions()));
        tell(
                sql,
                "target.drifted",
                now,
                last.promotion().map(p -> record.with("lastPromotion", p)).orElse(record));
    }

    private static JsonObject record(String id, New now) {
        return JsonObject.EMPTY
                .with("id", id)
                .with("target", now.state().target().toString())
                .with("environment", now.environment())
                .with("versions", JsonValue.texts(now.state().versions()))
                .with("since", now.at().toInstant().toString())
                .with("state", TargetJson.write(now.state()));
    }

    private static void tell(Statements sql, String type, New now, JsonObject record) {
        var target = now.state().target();
        var about = new About(Optional.empty(), "", target.upstream(), target.model(), List.of(now.environment()), "");
        AuditLog.write(sql, type, about, Optional.empty(), record);
    }

    static Appended append(Statements sql, New row) {
        var target = row.state().target();
        sql.update("""
                INSERT INTO target (id, name, upstream, workspace, model) VALUES (target_id($1), $1, $2, $3, $4)
                ON CONFLICT DO NOTHING
                """, target.toString(), target.upstream(), target.workspace(), target.model());
        var added = sql.first(
                        """
                INSERT INTO serving (target, at, environment, versions, state, known, promotion, adopted_by)
                VALUES (target_id($1), $2, $3, $4, ($5::text)::jsonb, $6, $7, $8) RETURNING id, target
                """,
                        target.toString(),
                        row.at(),
                        row.environment(),
                        row.state().versions().toArray(String[]::new),
                        TargetJson.write(row.state()).toJson(),
                        row.known(),
                        row.promotion(),
                        row.adoptedBy())
                .orElseThrow();
        return new Appended(added.getLong("id"), added.getString("target"));
    }
}
