package io.stagegate.gateway.store;

import io.stagegate.core.Subject;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.watch.WatchPlan;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.json.WatchPlanJson;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watched.End;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The rows of watches, as outcomes begin and end them: in the transaction that records the outcome. */
final class WatchRows {
    private static final String FILES = "files";

    /** No watch is looked at more often than the gateway looks for what is due. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private static final Duration MOST = Duration.ofDays(3_650);

    private WatchRows() {}

    /** The plans that the rules asked for, in the order of the targets, for whoever records the outcome; empty where there is none. */
    static Optional<JsonObject> plans(Submission submission, Evaluation evaluation) {
        var plans = evaluation.targets().stream().map(TargetEvaluation::watch).toList();
        // What served before has nothing that it could go back to in turn.
        return submission.restore().isPresent() || plans.stream().allMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(JsonObject.EMPTY.with(
                        "plans",
                        JsonValue.array(evaluation.targets().stream()
                                .map(target -> target.watch()
                                        .map(plan -> WatchPlanJson.write(plan).with(FILES, target.files()))
                                        .orElse(JsonObject.EMPTY))
                                .toList())));
    }

    /** Bounded, whatever rules may ask for: nothing about a watch keeps the outcome that begins it from being recorded. */
    private static Optional<WatchPlan> read(JsonValue stored) {
        return Optional.of(stored)
                .filter(plan -> plan instanceof JsonObject object && !object.equals(JsonObject.EMPTY))
                .map(plan -> WatchPlanJson.read((JsonObject) plan))
                .map(plan -> new WatchPlan(
                        bounded(plan.length(), Duration.ZERO),
                        bounded(plan.every(), LEAST),
                        bounded(plan.settling(), Duration.ZERO),
                        Math.max(1, plan.patience()),
                        plan.signals()));
    }

    private static Duration bounded(Duration time, Duration least) {
        return time.compareTo(least) < 0 ? least : time.compareTo(MOST) > 0 ? MOST : time;
    }

    /** What an attempt that was applied means for what is watched: its targets serve something else now, and may be watched for that. */
    static void applied(Statements tx, Attempt attempt) {
        var plans = tx.first("SELECT watch::text FROM attempt WHERE id = $1 AND watch IS NOT NULL", attempt.id())
                .map(row -> Sql.json(row, "watch").items("plans"))
                .orElse(List.of());
        // The same for all of its targets, so that what is asked for several of them is asked once.
        var turn = ThreadLocalRandom.current().nextDouble();
        for (var position = 0; position < attempt.targets().size(); position++) {
            var change = attempt.targets().get(position);
            if (change.before().versions().equals(change.after().versions())) {
                continue;
            }
            if (!goesOn(tx, attempt, change)) {
                end(tx, attempt, change.target());
            }
            if (position < plans.size() && !change.after().versions().isEmpty()) {
                var stored = plans.get(position);
                var files = stored.text(FILES).orElse("");
                read(stored).ifPresent(plan -> begin(tx, attempt, change, new Begun(plan, files, turn)));
            }
        }
    }

    /** What went around the gateway is taken back: what is watched there serves again. */
    private static boolean goesOn(Statements tx, Attempt attempt, TargetChange change) {
        return DriftRows.restores(attempt)
                && tx.first(
                                "SELECT 1 FROM watch WHERE target = $1 AND state = 'open' AND version = $2",
                                change.target().toString(),
                                first(change.after().versions()))
                        .isPresent();
    }

    /**
     * How a watch begins.
     *
     * @param files the digest of the files of the version that serves; empty where it is not known
     * @param turn at which point of the interval it is looked first
     */
    private record Begun(WatchPlan plan, String files, double turn) {}

    /**
     * The first look is at a point of the interval that nobody knows before, and the others follow at its distance: so they are spread.
     * It is not earlier than the shortest time that signals are read over, or they would be of what served before as well.
     */
    private static void begin(Statements tx, Attempt attempt, TargetChange change, Begun begun) {
        var plan = begun.plan();
        var target = change.target();
        var id = "w-" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        tx.update(
                """
                INSERT INTO watch (id, promotion, snapshot, upstream, workspace, model, target, environment, change, version, previous, files,
                    signals, every, settling, patience, begun_at, until, due_at)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, ($9::text)::jsonb, $10, $11, $18, $12, e.every, make_interval(secs => $15), $16, b.now,
                    b.now + make_interval(secs => $13), b.now + greatest(e.every * $17::float8, make_interval(secs => $19))
                FROM (SELECT clock_timestamp() AS now) b, (SELECT make_interval(secs => $14) AS every) e
                """,
                id,
                attempt.submission().id(),
                attempt.snapshot(),
                target.upstream(),
                target.workspace(),
                target.model(),
                target.toString(),
                change.environment(),
                TargetJson.write(change).toJson(),
                first(change.after().versions()),
                first(change.before().versions()),
                plan.signals().toArray(String[]::new),
                Sql.seconds(plan.length()),
                Sql.seconds(plan.every()),
                Sql.seconds(plan.settling()),
                plan.patience(),
                begun.turn(),
                begun.files(),
                Sql.seconds(Watched.SHORTEST));
        var record = JsonObject.EMPTY
                .with("watch", id)
                .with("target", target.toString())
                .with("version", first(change.after().versions()))
                .with("plan", WatchPlanJson.write(plan));
        var about = about(attempt.submission().id(), target, change.environment(), Subject.ITSELF);
        AuditLog.write(tx, "watch.begun", about, Optional.empty(), record);
    }

    private static String first(List<String> versions) {
        return versions.stream().findFirst().orElse("");
    }

    static About about(String promotion, Target target, String environment, String by) {
        var environments = environment.isEmpty() ? List.<String>of() : List.of(environment);
        return new About(Optional.of(promotion), by, target.upstream(), target.model(), environments, Watched.ITSELF);
    }

    /** Whatever was watched there serves no longer. */
    private static void end(Statements tx, Attempt attempt, Target target) {
        var by = attempt.submission();
        tx.first(
                        "SELECT id, promotion, snapshot, environment, version, previous FROM watch WHERE target = $1 AND state = 'open' FOR UPDATE",
                        target.toString())
                .ifPresent(row -> {
                    var restore = by.restore().filter(r -> r.snapshot().equals(row.getString("snapshot")));
                    var how = restore.isPresent() ? End.RESTORED : End.SUPERSEDED;
                    var why = (restore.isPresent() ? "put back by " : "changed by ")
                            + by.subject().id() + " as " + by.id();
                    ended(tx, row.getString("id"), how, why);
                    var itself = restore.filter(r -> !r.because().equals(JsonObject.EMPTY));
                    var about = about(
                            row.getString("promotion"),
                            target,
                            row.getString("environment"),
                            by.subject().id());
                    var record = JsonObject.EMPTY
                            .with("watch", row.getString("id"))
                            .with("target", target.toString())
                            .with("state", how.word())
                            .with("why", why)
                            .with("by", by.id())
                            .with("version", row.getString("version"))
                            .with("previous", row.getString("previous"));
                    AuditLog.write(
                            tx,
                            itself.isPresent() ? "watch.restored" : "watch.ended",
                            about,
                            Optional.empty(),
                            itself.map(r -> record.with("because", r.because())).orElse(record));
                });
    }

    /**
     * Whether a submission is a restore for a watch that has ended: whoever wants it may not have noticed. Until it is intended the watch
     * does not end.
     */
    static boolean isOver(Statements tx, Submission submission) {
        var watch = submission.restore().flatMap(r -> r.because().text("watch"));
        return watch.isPresent()
                && tx.first("SELECT 1 FROM watch WHERE id = $1 AND state = 'open' FOR UPDATE", watch.get())
                        .isEmpty();
    }

    static void ended(Statements tx, String id, End how, String why) {
        tx.update(
                "UPDATE watch SET state = $2, ended_at = clock_timestamp(), ended_why = $3 WHERE id = $1",
                id,
                how.word(),
                why);
    }
}
