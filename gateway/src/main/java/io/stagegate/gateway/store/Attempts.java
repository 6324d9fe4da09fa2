package io.stagegate.gateway.store;

import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.EvaluationJson;
import io.stagegate.gateway.json.ReplyJson;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The rows of an attempt: its snapshot, its intent, its targets and its outcome. */
final class Attempts {
    private Attempts() {}

    static void decision(Statements sql, Submission submission, Evaluation evaluation, String phase) {
        var decision = evaluation.decision();
        sql.update(
                "INSERT INTO decision (promotion, phase, effect, policy, evaluation) VALUES ($1, $2, $3, $4, ($5::text)::jsonb)",
                submission.id(),
                phase,
                decision.word(),
                decision.grounds().policy(),
                EvaluationJson.write(evaluation).toJson());
    }

    /** Snapshot and intent, under a lease that was found to be held. */
    static Attempt intend(Statements sql, long owner, Submission submission, Evaluation evaluation, Lease lease) {
        var targets =
                evaluation.targets().stream().map(TargetEvaluation::change).toList();
        // From before it is committed on, so that it is over here before it is for whoever takes it over.
        var over = System.nanoTime() + Attempt.OVER_WITHIN.toNanos();
        var attempt = new Attempt("a-" + UUID.randomUUID(), submission, targets, "s-" + UUID.randomUUID(), lease, over);
        sql.update(
                "INSERT INTO snapshot (id, promotion, upstream, targets) VALUES ($1, $2, $3, ($4::text)::jsonb)",
                attempt.snapshot(),
                submission.id(),
                submission.upstream(),
                kept(evaluation).toJson());
        Failpoint.SNAPSHOT_WRITTEN.reached();
        sql.update(
                """
                INSERT INTO attempt (id, promotion, snapshot, resources, owner, epochs, watch)
                VALUES ($1, $2, $3, $4, $5, ($6::text)::jsonb, ($7::text)::jsonb)
                """,
                attempt.id(),
                submission.id(),
                attempt.snapshot(),
                lease.epochs().keySet().toArray(String[]::new),
                owner,
                Leases.write(lease).toJson(),
                WatchRows.plans(submission, evaluation).map(JsonObject::toJson));
        for (var position = 0; position < targets.size(); position++) {
            target(sql, attempt.id(), position, targets.get(position));
        }
        var about = About.of(submission, AuditLog.environments(targets));
        var record = JsonObject.EMPTY
                .with("attempt", attempt.id())
                .with("snapshot", attempt.snapshot())
                .with("targets", targets(targets).get("targets").orElseThrow());
        AuditLog.write(sql, "attempt.intended", about, Optional.of(evaluation.decision()), record);
        return attempt;
    }

    /** What a snapshot keeps: each target with the digest of the files that serve there now, where they could be listed. */
    private static JsonObject kept(Evaluation evaluation) {
        return JsonObject.EMPTY.with(
                "targets",
                JsonValue.array(
                        evaluation.targets().stream().map(Attempts::kept).toList()));
    }

    private static JsonObject kept(TargetEvaluation evaluated) {
        var change = TargetJson.write(evaluated.change());
        return evaluated.facts().stream()
                .flatMap(fact -> fact instanceof Artifacts files && files.of() == Version.BASELINE
                        ? Stream.of(change.with("artifacts", files.digest()))
                        : Stream.empty())
                .findFirst()
                .orElse(change);
    }

    private static void target(Statements sql, String attempt, int position, TargetChange change) {
        var target = change.target();
        sql.update(
                """
                INSERT INTO attempt_target (attempt, position, upstream, workspace, model, target, environment, change)
                VALUES ($1, $2, $3, $4, $5, $6, $7, ($8::text)::jsonb)
                """,
                attempt,
                position,
                target.upstream(),
                target.workspace(),
                target.model(),
                target.toString(),
                change.environment(),
                TargetJson.write(change).toJson());
    }

    static void settle(Statements sql, Attempt attempt, Outcome outcome) {
        var first = sql.update(
                """
                INSERT INTO outcome (attempt, outcome, detail, reply) VALUES ($1, $2, $3, ($4::text)::jsonb)
                ON CONFLICT (attempt) DO NOTHING
                """,
                attempt.id(),
                outcome.word(),
                outcome.detail(),
                ReplyJson.write(outcome.reply()).toJson());
        if (first == 0) {
            return;
        }
        var submission = attempt.submission();
        sql.update("UPDATE attempt SET open = false WHERE id = $1", attempt.id());
        sql.update("UPDATE promotion SET open = false, settled_at = clock_timestamp() WHERE id = $1", submission.id());
        sql.update("UPDATE hold SET sealed = NULL WHERE promotion = $1", submission.id());
        var record = JsonObject.EMPTY
                .with("attempt", attempt.id())
                .with("outcome", outcome.word())
                .with("detail", outcome.detail())
                .with("status", JsonValue.of(outcome.reply().status()));
        var type = submission.restore().isPresent() ? "restore.settled" : "promotion.settled";
        AuditLog.write(
                sql, type, About.of(submission, AuditLog.environments(attempt.targets())), Optional.empty(), record);
        if (outcome instanceof Outcome.Applied(var _, var readBack)) {
            ServingRows.applied(sql, attempt, readBack);
            WatchRows.applied(sql, attempt);
        }
        notifyOf(sql, submission.id());
    }

    static void notifyOf(Statements sql, String... promotions) {
        sql.query("SELECT pg_notify($1, about) FROM unnest($2::text[]) about", Wakeups.CHANNEL, promotions);
    }

    /** The targets of an attempt, in the order of its snapshot. */
    static List<TargetChange> targets(Statements sql, String attempt) {
        return sql
                .query("SELECT change::text FROM attempt_target WHERE attempt = $1 ORDER BY position", attempt)
                .stream()
                .map(row -> TargetJson.readChange(Sql.json(row, "change")))
                .toList();
    }

    static JsonObject targets(List<TargetChange> targets) {
        return JsonObject.EMPTY.with(
                "targets",
                JsonValue.array(targets.stream().map(TargetJson::write).toList()));
    }
}
