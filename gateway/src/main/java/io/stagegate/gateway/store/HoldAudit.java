package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import java.util.List;
import java.util.Optional;

/** What the audit says of holds, and the facts that come of a ruling. */
final class HoldAudit {
    private static final String DELAYED = "hold.releaseDelayed";

    private final HoldRows rows;
    private final Glasses glasses;

    HoldAudit(HoldRows rows, Glasses glasses) {
        this.rows = rows;
        this.glasses = glasses;
    }

    static About about(Submission submission, Evaluation evaluation) {
        return About.of(submission, AuditLog.environments(evaluation));
    }

    static void audit(Statements tx, String type, About about, JsonObject record) {
        AuditLog.write(tx, type, about, Optional.empty(), record);
    }

    /** What a record of a hold is about, where only the hold is known. */
    static About about(Statements tx, Hold hold) {
        var environments = tx.first("SELECT environments FROM hold WHERE id = $1", hold.id())
                .map(row -> List.of(row.getArrayOfStrings("environments")))
                .orElse(List.of());
        return About.of(Submitted.find(tx, hold.promotion()).orElseThrow(), environments);
    }

    void record(Statements tx, Hold hold, String actor, Ruling ruling) {
        switch (ruling) {
            case Ruling.Accepted(var review, var state) -> {
                rows.append(tx, hold.id(), review);
                rows.move(tx, hold, state);
                audit(tx, "hold.reviewed", about(tx, hold).by(actor), reviewed(hold, review, state.word()));
                if (state instanceof HoldState.Rejected) {
                    audit(tx, "hold.rejected", about(tx, hold).by(actor), JsonObject.EMPTY.with("hold", hold.id()));
                }
            }
            case Ruling.Moved(var state) -> {
                rows.move(tx, hold, state);
                audit(tx, "hold." + state.word(), about(tx, hold).by(actor), JsonObject.EMPTY.with("hold", hold.id()));
            }
            case Ruling.Broken(var glass, var state) -> {
                glasses.broken(tx, hold, glass);
                rows.move(tx, hold, state);
            }
            case Ruling.Ratified(var review, var glass, var state) -> {
                rows.append(tx, hold.id(), review);
                audit(
                        tx,
                        "hold.reviewed",
                        about(tx, hold).by(actor),
                        reviewed(hold, review, hold.state().word()));
                glasses.move(tx, hold, glass, state, actor, review.comment());
            }
            case Ruling.Refused(var problem, var message) ->
                audit(
                        tx,
                        "hold.reviewRefused",
                        about(tx, hold).by(actor),
                        JsonObject.EMPTY
                                .with("hold", hold.id())
                                .with("problem", problem.name())
                                .with("message", message));
        }
    }

    /** A release is tried every few seconds for as long as it takes: told once for each reason in a row. */
    static void delayed(Statements tx, Hold hold, String why) {
        var told = lastDelay(tx, hold.promotion()).filter(why::equals);
        if (told.isEmpty()) {
            var record = JsonObject.EMPTY.with("hold", hold.id()).with("why", why);
            audit(tx, DELAYED, about(tx, hold), record);
        }
    }

    /** Why a release was delayed, where that is the last that was told of a promotion. */
    static Optional<String> lastDelay(Statements tx, String promotion) {
        return tx.first(
                        "SELECT type, record ->> 'why' AS why FROM audit WHERE promotion = $1 ORDER BY tx DESC, id DESC LIMIT 1",
                        promotion)
                .filter(row -> row.getString("type").equals(DELAYED))
                .flatMap(row -> Sql.text(row, "why"));
    }

    private static JsonObject reviewed(Hold hold, Review review, String state) {
        return via(review)
                .with("hold", hold.id())
                .with("reviewer", review.reviewer())
                .with("verdict", review.verdict().word())
                .with("comment", review.comment())
                .with("digest", review.digest())
                .with("state", state);
    }

    private static JsonObject via(Review review) {
        var out = review.outside().isEmpty()
                ? JsonObject.EMPTY
                : JsonObject.EMPTY.with(
                        "outside",
                        HoldView.texts(review.outside().stream().sorted().toList()));
        return review.via().map(via -> out.with("via", via.webhook())).orElse(out);
    }
}
