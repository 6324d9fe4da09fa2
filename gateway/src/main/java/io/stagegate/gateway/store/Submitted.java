package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.json.ChangeJson;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.json.SubjectJson;
import io.stagegate.gateway.store.Sql.Refused;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** The rows of submissions. */
final class Submitted {
    private static final String COLUMNS = "id, at, upstream, fingerprint, subject::text, change::text, restore::text";

    private Submitted() {}

    /** @throws Refused with {@link AlreadyOpenException} where the same change is open already */
    static void insert(Statements sql, Submission submission, Evaluation evaluation, boolean open) {
        var change = submission.change();
        var inserted = sql.update(
                """
                INSERT INTO promotion (id, at, upstream, workspace, model, operation, action, subject_id, subject, change,
                    fingerprint, restore, open, evaluation_digest, policy, settled_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ($9::text)::jsonb, ($10::text)::jsonb, $11, ($12::text)::jsonb,
                    $13, $14, $15, CASE WHEN $13 THEN NULL ELSE clock_timestamp() END)
                ON CONFLICT (fingerprint) WHERE open DO NOTHING
                """,
                submission.id(),
                Sql.time(submission.at()),
                submission.upstream(),
                change.workspace(),
                change.model(),
                change.operation(),
                change.action().word(),
                submission.subject().id(),
                SubjectJson.write(submission.subject()).toJson(),
                ChangeJson.write(change).toJson(),
                submission.fingerprint(),
                submission.restore().map(r -> restore(r).toJson()),
                open,
                evaluation.digest(),
                evaluation.decision().grounds().policy());
        if (inserted == 0) {
            throw new Refused(new AlreadyOpenException(submission.fingerprint()));
        }
    }

    static Optional<Submission> find(Statements sql, String id) {
        return sql.first("SELECT " + COLUMNS + " FROM promotion WHERE id = $1", id)
                .map(Submitted::read);
    }

    private static Submission read(Row row) {
        return new Submission(
                row.getString("id"),
                row.getString("upstream"),
                SubjectJson.read(Sql.json(row, "subject")),
                ChangeJson.read(Sql.json(row, "change")),
                row.getString("fingerprint"),
                Sql.text(row, "restore").map(text -> readRestore(StrictJson.stored(text))),
                Sql.instant(row, "at"));
    }

    private static JsonObject restore(RestoreOf restore) {
        var out = JsonObject.EMPTY
                .with("snapshot", restore.snapshot())
                .with("forced", JsonValue.of(restore.forced()))
                .with("comment", restore.comment());
        return restore.because().equals(JsonObject.EMPTY) ? out : out.with("because", restore.because());
    }

    private static RestoreOf readRestore(JsonObject json) {
        return new RestoreOf(
                json.text("snapshot").orElseThrow(),
                json.get("forced").filter(JsonBoolean.TRUE::equals).isPresent(),
                json.text("comment").orElseThrow(),
                json.get("because")
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .orElse(JsonObject.EMPTY));
    }
}
