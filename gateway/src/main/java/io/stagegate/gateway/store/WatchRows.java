package io.stagegate.gateway.store;

import io.stagegate.core.Subject;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.watch.WatchPlan;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watched.End;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The rows of watches, as outcomes begin and end them: in the transaction that records the outcome. */
final class WatchRows {
    private static final String LENGTH = "length";
    private static final String EVERY = "every";
    private static final String SETTLING = "settling";
    private static final String PATIENCE = "patience";
    private static final String SIGNALS = "signals";

    /** Milliseconds: no watch is looked at more often than the gateway looks for what is due. */
    private static final long LEAST = 1_000;

    private static final long MOST = Duration.ofDays(3_650).toMillis();

    private WatchRows() {}

    /** The plans that the rules asked for, in the order of the targets, for whoever records the outcome; empty where there is none. */
    static Optional<JsonObject> plans(Submission submission, Evaluation evaluation) {
        var plans = evaluation.targets().stream().map(TargetEvaluation::watch).toList();
        // What served before has nothing that it could go back to in turn.
        return submission.restore().isPresent() || plans.stream().allMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(JsonObject.EMPTY.with(
                        "plans",
                        JsonValue.array(plans.stream()
                                .map(plan -> plan.map(WatchRows::write).orElse(JsonObject.EMPTY))
                                .toList())));
    }

    private static JsonObject write(WatchPlan plan) {
        return JsonObject.EMPTY
                .with(LENGTH, JsonValue.of(plan.length().toMillis()))
                .with(EVERY, JsonValue.of(plan.every().toMillis()))
                .with(SETTLING, JsonValue.of(plan.settling().toMillis()))
                .with(PATIENCE, JsonValue.of(plan.patience()))
                .with(SIGNALS, JsonValue.texts(plan.signals()));
    }

    /** Bounded, whatever rules may ask for: nothing about a watch keeps the outcome that begins it from being recorded. */
    private static Optional<WatchPlan> read(JsonValue plan) {
        return plan.get(LENGTH)
                .map(length -> new WatchPlan(
                        Duration.ofMillis(bounded(length, 0)),
                        Duration.ofMillis(bounded(member(plan, EVERY), LEAST)),
                        Duration.ofMillis(bounded(member(plan, SETTLING), 0)),
                        (int) bounded(member(plan, PATIENCE), 1),
                        plan.items(SIGNALS).stream()
                                .map(s -> ((JsonString) s).value())
                                .collect(Collectors.toSet())));
    }

    private static JsonValue member(JsonValue plan, String name) {
        return plan.get(name).orElseThrow(() -> new IllegalStateException("a stored plan lacks " + name));
    }

    private static long bounded(JsonValue value, long least) {
        return Math.clamp((long) ((JsonNumber) value).doubleValue(), least, MOST);
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
            end(tx, attempt, change.target());
            if (position < plans.size() && !change.after().versions().isEmpty()) {
                read(plans.get(position)).ifPresent(plan -> begin(tx, attempt, change, plan, turn));
            }
        }
    }

    /** The first look is at a point of the interval that nobody knows before, and the others follow at its distance: so they are spread. */
    private static void begin(Statements tx, Attempt attempt, TargetChange change, WatchPlan plan, double turn) {
        var target = change.target();
        var id = "w-" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        tx.update(
                """
                INSERT INTO watch (id, promotion, snapshot, upstream, workspace, model, target, environment, change, version, previous,
                    signals, every, settling, patience, begun_at, until, due_at)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8, ($9::text)::jsonb, $10, $11, $12, e.every, make_interval(secs => $15), $16, b.now,
                    b.now + make_interval(secs => $13), b.now + e.every * $17::float8
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
                turn);
        AuditLog.write(
                tx,
                "watch.begun",
                about(attempt.submission().id(), target, change.environment(), Subject.ITSELF),
                Optional.empty(),
                JsonObject.EMPTY
                        .with("watch", id)
                        .with("target", target.toString())
                        .with("version", first(change.after().versions()))
                        .with("plan", write(plan)));
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
