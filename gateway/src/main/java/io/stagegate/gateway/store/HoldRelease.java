package io.stagegate.gateway.store;

import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.Matter;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.MatterJson;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.store.HoldRows.Kept;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What becomes of an approved hold: who claims it has until the claim ends, and loses to whoever claims it later. */
final class HoldRelease {
    private final HoldRows rows;
    private final Owner owner;

    HoldRelease(HoldRows rows, Owner owner) {
        this.rows = rows;
        this.owner = owner;
    }

    Optional<Hold> claim(Statements tx, String id, Duration forAtMost) {
        var updated = tx.update("""
                UPDATE hold SET epoch = epoch + 1, claimed_until = clock_timestamp() + make_interval(secs => $2)
                WHERE id = $1 AND state = 'approved' AND claimed_until < clock_timestamp()
                    AND expires_at > clock_timestamp()
                """, id, Sql.seconds(forAtMost));
        return updated == 1 ? rows.find(tx, id) : Optional.empty();
    }

    int tryAgain(Statements tx, Hold claimed, Duration after, String why) {
        var updated = tx.update("""
                UPDATE hold SET claimed_until = clock_timestamp() + make_interval(secs => $3)
                WHERE id = $1 AND epoch = $2 AND state = 'approved'
                """, claimed.id(), claimed.epoch(), Sql.seconds(after));
        if (updated == 1) {
            HoldAudit.delayed(tx, claimed, why);
        }
        return updated;
    }

    Attempt release(Statements tx, Hold claimed, Submission submission, Evaluation evaluation, Lease lease) {
        var locked = locked(tx, claimed);
        var hold = locked.hold();
        if (!Leases.held(tx, owner.key(), lease)) {
            throw PgJournal.lost("releasing a hold", "the lease was lost");
        }
        PgJournal.decided(tx, submission, evaluation, "release");
        rows.write(tx, locked, hold.in(approved(hold).release()));
        var record = JsonObject.EMPTY.with("hold", hold.id());
        HoldAudit.audit(
                tx,
                "hold.released",
                HoldAudit.about(submission, evaluation),
                hold.broken().map(g -> record.with("breakGlass", g.person())).orElse(record));
        return Attempts.intend(tx, owner.key(), submission, evaluation, lease);
    }

    /** The hold as it is now, its row locked: whole, still approved, and claimed by nobody later. */
    private Kept locked(Statements tx, Hold claimed) {
        var locked = rows.lock(tx, claimed.id()).orElseThrow();
        var hold = locked.hold();
        if (hold.epoch() != claimed.epoch() || !(hold.state() instanceof Approved)) {
            throw PgJournal.lost(
                    "releasing a hold",
                    "hold " + hold.id() + " is " + hold.state().word() + " or claimed anew");
        }
        if (!hold.intact()) {
            throw PgJournal.lost("releasing a hold", "hold " + hold.id() + " was changed behind the gateway");
        }
        return locked;
    }

    private static Approved approved(Hold hold) {
        return (Approved) hold.state();
    }

    boolean reopen(
            Statements tx,
            Hold claimed,
            Evaluation evaluation,
            Requirement requirement,
            String digest,
            List<String> differences) {
        var locked = locked(tx, claimed);
        var matter = Matter.of(evaluation);
        var pending = approved(locked.hold()).reopen();
        var hold = locked.hold().reopened(pending, requirement, digest, matter);
        var submission = Submitted.find(tx, hold.promotion()).orElseThrow();
        PgJournal.decided(tx, submission, evaluation, "release");
        tx.update(
                """
                UPDATE hold SET requirement = ($2::text)::jsonb, digest = $3, matter = ($4::text)::jsonb, after = ($5::text)::jsonb,
                    state = $6, claimed_until = '-infinity'
                WHERE id = $1
                """,
                hold.id(),
                RequirementJson.write(requirement).toJson(),
                digest,
                MatterJson.write(matter).toJson(),
                HeldTargetRows.write(evaluation),
                hold.state().word());
        rows.write(tx, locked, hold);
        tx.update(
                "UPDATE promotion SET evaluation_digest = $2, policy = $3 WHERE id = $1",
                hold.promotion(),
                evaluation.digest(),
                evaluation.decision().grounds().policy());
        hold.glass().ifPresent(glass -> HoldFacts.write(tx, glass));
        HoldClock.schedule(tx, hold);
        var record = JsonObject.EMPTY
                .with("hold", hold.id())
                .with("digest", digest)
                .with("differences", JsonValue.texts(differences));
        HoldAudit.audit(tx, "hold.reopened", HoldAudit.about(submission, evaluation), record);
        return true;
    }

    boolean deny(Statements tx, Hold claimed, Evaluation evaluation) {
        var locked = locked(tx, claimed);
        var hold = locked.hold();
        var submission = Submitted.find(tx, hold.promotion()).orElseThrow();
        PgJournal.decided(tx, submission, evaluation, "release");
        rows.write(tx, locked, hold.in(approved(hold).deny()));
        HoldAudit.audit(
                tx, "hold.denied", HoldAudit.about(submission, evaluation), JsonObject.EMPTY.with("hold", hold.id()));
        return true;
    }

    boolean quarantine(Statements tx, Hold claimed) {
        var locked = rows.lock(tx, claimed.id()).orElseThrow();
        var hold = locked.hold();
        if (hold.state() instanceof Approved approved) {
            rows.write(tx, locked, hold.in(approved.deny()));
            HoldAudit.audit(tx, "hold.tampered", locked.about(), JsonObject.EMPTY.with("hold", hold.id()));
        }
        return true;
    }
}
