package io.stagegate.gateway.store;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.json.SubjectJson;
import io.stagegate.gateway.store.Sql.Statements;
import java.util.List;
import java.util.Optional;

/** Writes audit records: one for each thing that happened, in the transaction that made it happen, and what is told of it. */
final class AuditLog {
    private AuditLog() {}

    /**
     * What a record is about.
     *
     * @param promotion empty for a request that never became one
     */
    record About(
            Optional<String> promotion,
            String subject,
            String upstream,
            String model,
            List<String> environments,
            String operation) {

        static About of(Submission submission, List<String> environments) {
            return new About(
                    Optional.of(submission.id()),
                    submission.subject().id(),
                    submission.upstream(),
                    submission.change().model(),
                    environments,
                    submission.change().operation());
        }

        /** The same told of what another person did. */
        About by(String actor) {
            return new About(promotion, actor, upstream, model, environments, operation);
        }
    }

    /** One thing that happened. */
    record Entry(About about, Optional<Decision> decision, JsonObject record) {
        private Object[] row(String type) {
            return new Object[] {
                type,
                about.promotion(),
                about.subject(),
                about.upstream(),
                about.model(),
                about.environments().toArray(String[]::new),
                about.operation(),
                decision.map(Decision::word),
                decision.map(d -> d.grounds().policy()),
                record.toJson()
            };
        }
    }

    static List<String> environments(Evaluation evaluation) {
        return environments(evaluation.targets().stream()
                .map(Evaluation.TargetEvaluation::change)
                .toList());
    }

    static List<String> environments(List<TargetChange> targets) {
        return targets.stream()
                .map(TargetChange::environment)
                .filter(e -> !e.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    static JsonObject asked(Submission submission) {
        var change = submission.change();
        var record = JsonObject.EMPTY
                .with("requester", SubjectJson.write(submission.subject()))
                .with("operation", change.operation())
                .with("action", change.action().word())
                .with("workspace", change.workspace())
                .with("parameters", change.parameters());
        return submission.restore().map(r -> restoring(record, r)).orElse(record);
    }

    private static JsonObject restoring(JsonObject record, RestoreOf restore) {
        var out = record.with("snapshot", restore.snapshot())
                .with("forced", JsonValue.of(restore.forced()))
                .with("comment", restore.comment());
        return restore.because().equals(JsonObject.EMPTY) ? out : out.with("because", restore.because());
    }

    static void write(Statements sql, String type, About about, Optional<Decision> decision, JsonObject record) {
        writeAll(sql, type, List.of(new Entry(about, decision, record)));
    }

    /** Records of one type. */
    static void writeAll(Statements sql, String type, List<Entry> entries) {
        sql.updateAll("""
                INSERT INTO audit (type, promotion, subject, upstream, model, environments, operation, decision, policy, record)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, ($10::text)::jsonb)
                """, entries.stream().map(entry -> entry.row(type)).toList());
        entries.forEach(entry ->
                sql.outbox().tell(sql, type, entry.about(), entry.decision().map(Decision::word), entry.record()));
    }
}
