package io.stagegate.gateway.store;

import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.hold.Standing;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.RequirementJson;
import io.stagegate.gateway.json.SubjectJson;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The holds in PostgreSQL. */
public final class PgHolds implements Holds {
    private final Sql sql;
    private final Owner owner;
    private final Wakeups wakeups;

    public PgHolds(Sql sql, Owner owner, Wakeups wakeups) {
        this.sql = sql;
        this.owner = owner;
        this.wakeups = wakeups;
    }

    @Override
    public Hold open(Submission submission, Evaluation evaluation, Opening opening, Optional<byte[]> sealedCredential) {
        return sql.transaction("recording a hold", tx -> {
            Submitted.insert(tx, submission, evaluation, true);
            PgJournal.decided(tx, submission, evaluation, "request");
            tx.update(
                    """
                    INSERT INTO hold (id, promotion, state, requester, requirement, digest, environments, expires_at, sealed)
                    VALUES ($1, $2, 'pending', ($3::text)::jsonb, ($4::text)::jsonb, $5, $6,
                        clock_timestamp() + make_interval(secs => $7), $8)
                    """,
                    opening.id(),
                    submission.id(),
                    SubjectJson.write(submission.subject()).toJson(),
                    RequirementJson.write(opening.requirement()).toJson(),
                    opening.digest(),
                    AuditLog.environments(evaluation).toArray(String[]::new),
                    (double) opening.expires().toMillis() / 1000,
                    sealedCredential.map(Buffer::buffer));
            var hold = HoldRows.find(tx, opening.id()).orElseThrow();
            var record = JsonObject.EMPTY
                    .with("hold", hold.id())
                    .with("digest", hold.digest())
                    .with("requirement", RequirementJson.write(hold.requirement()))
                    .with("expiresAt", hold.expiresAt().toString());
            HoldAudit.audit(tx, "hold.opened", HoldAudit.about(submission, evaluation), record);
            return hold;
        });
    }

    @Override
    public Attempt release(Hold claimed, Submission submission, Evaluation evaluation, Lease lease) {
        return sql.transaction("releasing a hold", tx -> {
            var hold = claimed(tx, claimed);
            if (!Leases.held(tx, owner.key(), lease)) {
                throw PgJournal.lost("releasing a hold", "the lease was lost");
            }
            PgJournal.decided(tx, submission, evaluation, "release");
            HoldRows.move(tx, hold, ((HoldState.Approved) hold.state()).release());
            HoldAudit.audit(
                    tx,
                    "hold.released",
                    HoldAudit.about(submission, evaluation),
                    JsonObject.EMPTY.with("hold", hold.id()));
            return Attempts.intend(tx, owner.key(), submission, evaluation, lease);
        });
    }

    /** The hold as it is now, its row locked: still approved, and claimed by nobody later. */
    private static Hold claimed(Statements tx, Hold claimed) {
        var hold = HoldRows.lock(tx, claimed.id()).orElseThrow();
        if (hold.epoch() != claimed.epoch() || !(hold.state() instanceof HoldState.Approved)) {
            throw PgJournal.lost(
                    "releasing a hold",
                    "hold " + hold.id() + " is " + hold.state().word() + " or claimed anew");
        }
        return hold;
    }

    @Override
    public Optional<Standing> standing(String fingerprint) {
        return sql.transaction(
                "looking for the same request",
                tx -> tx.first("""
                        SELECT id FROM promotion p WHERE fingerprint = $1 AND (open OR (
                            settled_at > clock_timestamp() - interval '1 hour'
                            AND EXISTS (SELECT 1 FROM hold h WHERE h.promotion = p.id)))
                        ORDER BY open DESC, at DESC LIMIT 1
                        """, fingerprint).flatMap(row -> Standings.find(tx, row.getString("id"))));
    }

    @Override
    public Optional<Standing> standingOf(String promotion) {
        return sql.transaction("reading how a promotion stands", tx -> Standings.find(tx, promotion));
    }

    @Override
    public void heldReply(String promotion) {
        sql.transaction(
                "remembering a reply",
                tx -> tx.update("UPDATE promotion SET held_reply_at = clock_timestamp() WHERE id = $1", promotion));
    }

    @Override
    public Optional<Hold> find(String id) {
        return sql.transaction("reading a hold", tx -> HoldRows.find(tx, id));
    }

    @Override
    public Ruling decide(String id, String actor, Function<Hold, Ruling> rule) {
        return sql.transaction("recording a review", tx -> decide(tx, id, actor, rule));
    }

    static Ruling decide(Statements tx, String id, String actor, Function<Hold, Ruling> rule) {
        var hold = HoldRows.lock(tx, id);
        if (hold.isEmpty()) {
            return new Ruling.Refused(Problem.NOT_FOUND, "there is no hold " + id);
        }
        var ruling = due(tx, hold.get())
                ? new Ruling.Refused(Problem.SETTLED, "the hold's time is over")
                : rule.apply(hold.get());
        HoldAudit.record(tx, hold.get(), actor, ruling);
        return ruling;
    }

    private static boolean due(Statements tx, Hold hold) {
        return !hold.state().settled()
                && tx.first("SELECT 1 FROM hold WHERE id = $1 AND expires_at <= clock_timestamp()", hold.id())
                        .isPresent();
    }

    @Override
    public List<String> approved() {
        return ids("looking for approved holds", """
                SELECT id FROM hold WHERE state = 'approved' AND claimed_until < clock_timestamp()
                    AND expires_at > clock_timestamp() ORDER BY opened_at LIMIT 100
                """);
    }

    private List<String> ids(String doing, String query) {
        return sql.transaction(
                doing,
                tx -> tx.query(query).stream().map(row -> row.getString("id")).toList());
    }

    @Override
    public Optional<Hold> claim(String id, Duration forAtMost) {
        return sql.transaction("claiming a hold", tx -> {
            var updated = tx.update("""
                    UPDATE hold SET epoch = epoch + 1, claimed_until = clock_timestamp() + make_interval(secs => $2)
                    WHERE id = $1 AND state = 'approved' AND claimed_until < clock_timestamp()
                        AND expires_at > clock_timestamp()
                    """, id, seconds(forAtMost));
            return updated == 1 ? HoldRows.find(tx, id) : Optional.empty();
        });
    }

    private static double seconds(Duration duration) {
        return (double) duration.toMillis() / 1000;
    }

    @Override
    public void tryAgain(Hold claimed, Duration after, String why) {
        sql.transaction("giving a claim back", tx -> {
            var updated = tx.update("""
                    UPDATE hold SET claimed_until = clock_timestamp() + make_interval(secs => $3)
                    WHERE id = $1 AND epoch = $2 AND state = 'approved'
                    """, claimed.id(), claimed.epoch(), seconds(after));
            if (updated == 1) {
                HoldAudit.delayed(tx, claimed, why);
            }
            return updated;
        });
    }

    @Override
    public void reopen(
            Hold claimed, Evaluation evaluation, Requirement requirement, String digest, List<String> differences) {
        sql.transaction("reopening a hold", tx -> {
            var hold = claimed(tx, claimed);
            var submission = Submitted.find(tx, hold.promotion()).orElseThrow();
            PgJournal.decided(tx, submission, evaluation, "release");
            HoldRows.move(tx, hold, ((HoldState.Approved) hold.state()).reopen());
            tx.update("""
                    UPDATE hold SET requirement = ($2::text)::jsonb, digest = $3, claimed_until = '-infinity'
                    WHERE id = $1
                    """, hold.id(), RequirementJson.write(requirement).toJson(), digest);
            tx.update(
                    "UPDATE promotion SET evaluation_digest = $2, policy = $3 WHERE id = $1",
                    hold.promotion(),
                    evaluation.digest(),
                    evaluation.decision().grounds().policy());
            var record = JsonObject.EMPTY
                    .with("hold", hold.id())
                    .with("digest", digest)
                    .with(
                            "differences",
                            JsonValue.array(
                                    differences.stream().map(JsonValue::of).toList()));
            HoldAudit.audit(tx, "hold.reopened", HoldAudit.about(submission, evaluation), record);
            return true;
        });
        wakeups.wake(claimed.promotion());
    }

    @Override
    public void deny(Hold claimed, Evaluation evaluation) {
        sql.transaction("denying a hold", tx -> {
            var hold = claimed(tx, claimed);
            var submission = Submitted.find(tx, hold.promotion()).orElseThrow();
            PgJournal.decided(tx, submission, evaluation, "release");
            HoldRows.move(tx, hold, ((HoldState.Approved) hold.state()).deny());
            HoldAudit.audit(
                    tx,
                    "hold.denied",
                    HoldAudit.about(submission, evaluation),
                    JsonObject.EMPTY.with("hold", hold.id()));
            return true;
        });
        wakeups.wake(claimed.promotion());
    }

    @Override
    public Optional<byte[]> sealedCredential(String id) {
        return sql.transaction(
                "reading a sealed credential",
                tx -> tx.first("SELECT sealed FROM hold WHERE id = $1 AND sealed IS NOT NULL", id)
                        .map(row -> row.getBuffer("sealed").getBytes()));
    }

    @Override
    public List<String> expireDue() {
        return sql.transaction("expiring holds", tx -> {
            var due = tx.query("""
                    SELECT id FROM hold WHERE state IN ('pending', 'approved') AND expires_at <= clock_timestamp()
                    ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
                    """);
            var ids = due.stream().map(row -> row.getString("id")).toList();
            ids.forEach(id -> expire(tx, HoldRows.find(tx, id).orElseThrow()));
            return ids;
        });
    }

    private static void expire(Statements tx, Hold hold) {
        var expired =
                switch (hold.state()) {
                    case HoldState.Pending pending -> pending.expire();
                    case HoldState.Approved approved -> approved.expire();
                    case HoldState.Released _,
                            HoldState.Rejected _,
                            HoldState.Denied _,
                            HoldState.Expired _,
                            HoldState.Cancelled _ -> throw new IllegalStateException("settled holds do not expire");
                };
        HoldRows.move(tx, hold, expired);
        HoldAudit.audit(tx, "hold.expired", HoldAudit.about(tx, hold), JsonObject.EMPTY.with("hold", hold.id()));
    }
}
