package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.HoldRows.Kept;
import io.stagegate.gateway.store.Sql.Statements;
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

    void record(Statements tx, Kept locked, String actor, Ruling ruling) {
        var hold = locked.hold();
        var about = locked.about().by(actor);
        switch (ruling) {
            case Ruling.Accepted(var said, var state) -> {
                var review = HoldFacts.append(tx, hold.id(), said);
                rows.write(tx, locked, hold.with(review).in(state));
                audit(tx, "hold.reviewed", about, reviewed(hold, review, state.word()));
                if (state instanceof HoldState.Rejected) {
                    audit(tx, "hold.rejected", about, of(hold));
                }
            }
            case Ruling.Moved(var state) -> {
                rows.write(tx, locked, hold.in(state));
                audit(tx, "hold." + state.word(), about, of(hold));
            }
            case Ruling.Broken(var glass, var state) -> glasses.broken(tx, locked, glass, state);
            case Ruling.Ratified(var said, var glass, var state) -> {
                var review = HoldFacts.append(tx, hold.id(), said);
                var now = hold.with(review);
                rows.write(tx, locked, now);
                audit(
                        tx,
                        "hold.reviewed",
                        about,
                        reviewed(hold, review, hold.state().word()));
                glasses.write(tx, locked, now.with(glass.in(state)), about, review.comment());
            }
            case Ruling.Refused(var problem, var message) ->
                audit(
                        tx,
                        "hold.reviewRefused",
                        about,
                        of(hold).with("problem", problem.name()).with("message", message));
        }
    }

    private static JsonObject of(Hold hold) {
        return JsonObject.EMPTY.with("hold", hold.id());
    }

    /** A release is tried every few seconds for as long as it takes: told once for each reason in a row. */
    static void delayed(Statements tx, Hold hold, String why) {
        var told = lastDelay(tx, hold.promotion()).filter(why::equals);
        if (told.isEmpty()) {
            audit(tx, DELAYED, HoldRows.about(tx, hold.id()), of(hold).with("why", why));
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
                        JsonValue.texts(review.outside().stream().sorted().toList()));
        return review.via().map(via -> out.with("via", via.webhook())).orElse(out);
    }
}
