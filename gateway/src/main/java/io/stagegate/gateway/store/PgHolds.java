package io.stagegate.gateway.store;

import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Matter;
import io.stagegate.gateway.hold.Notices;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.hold.Standing;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.json.MatterJson;
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
    private final HoldRows rows;
    private final HoldRelease releases;
    private final HoldClock clock;
    private final Glasses glasses;
    private final HoldAudit audit;
    private final HoldLimits limits = new HoldLimits();

    PgHolds(Sql sql, Owner owner, Wakeups wakeups, HoldRows rows) {
        this.sql = sql;
        this.owner = owner;
        this.wakeups = wakeups;
        this.rows = rows;
        this.releases = new HoldRelease(rows, owner);
        this.clock = new HoldClock(rows);
        this.glasses = new Glasses(rows);
        this.audit = new HoldAudit(rows, glasses);
    }

    @Override
    public Hold open(Submission submission, Evaluation evaluation, Opening opening, Optional<byte[]> sealedCredential) {
        return sql.transaction("recording a hold", tx -> {
            Submitted.insert(tx, submission, evaluation, true);
            PgJournal.decided(tx, submission, evaluation, "request");
            tx.update(
                    """
                    INSERT INTO hold (id, promotion, state, requester, requirement, digest, environments, expires_at, sealed, matter, after)
                    VALUES ($1, $2, 'pending', ($3::text)::jsonb, ($4::text)::jsonb, $5, $6,
                        clock_timestamp() + make_interval(secs => $7), $8, ($9::text)::jsonb, ($10::text)::jsonb)
                    """,
                    opening.id(),
                    submission.id(),
                    SubjectJson.write(submission.subject()).toJson(),
                    RequirementJson.write(opening.requirement()).toJson(),
                    opening.digest(),
                    AuditLog.environments(evaluation).toArray(String[]::new),
                    Sql.seconds(opening.expires()),
                    sealedCredential.map(Buffer::buffer),
                    MatterJson.write(Matter.of(evaluation)).toJson(),
                    HeldTargetRows.write(evaluation));
            var hold = rows.inserted(tx, opening.id());
            HoldClock.schedule(tx, hold);
            var record = JsonObject.EMPTY
                    .with("hold", hold.id())
                    .with("digest", hold.digest())
                    .with("requirement", RequirementJson.write(hold.requirement()))
                    .with("expiresAt", hold.expiresAt().toString());
            HoldAudit.audit(
                    tx,
                    "hold.opened",
                    HoldAudit.about(submission, evaluation),
                    opening.unfillable().isEmpty()
                            ? record
                            : record.with("unfillable", JsonValue.texts(opening.unfillable())));
            // Last, as others of the same requester or model wait from here on until this is committed.
            limits.keep(tx, submission, opening.limits());
            return hold;
        });
    }

    @Override
    public Attempt release(Hold claimed, Submission submission, Evaluation evaluation, Lease lease) {
        return owner.unsent()
                .unless(
                        submission.id(),
                        () -> sql.transaction(
                                "releasing a hold",
                                tx -> releases.release(tx, claimed, submission, evaluation, lease)));
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
                        """, fingerprint).flatMap(row -> Standings.find(tx, rows, row.getString("id"))));
    }

    @Override
    public Optional<Standing> standingOf(String promotion) {
        return sql.transaction("reading how a promotion stands", tx -> Standings.find(tx, rows, promotion));
    }

    @Override
    public void heldReply(String promotion) {
        sql.transaction(
                "remembering a reply",
                tx -> tx.update("UPDATE promotion SET held_reply_at = clock_timestamp() WHERE id = $1", promotion));
    }

    @Override
    public Optional<Hold> find(String id) {
        return sql.transaction("reading a hold", tx -> rows.find(tx, id));
    }

    @Override
    public Ruling decide(String id, String actor, Function<Hold, Ruling> rule) {
        return sql.transaction("recording a review", tx -> decide(tx, id, actor, rule));
    }

    Ruling decide(Statements tx, String id, String actor, Function<Hold, Ruling> rule) {
        var hold = rows.lock(tx, id);
        if (hold.isEmpty()) {
            return new Ruling.Refused(Problem.NOT_FOUND, "there is no hold " + id);
        }
        var now = hold.get().hold();
        var ruling = due(tx, now) ? new Ruling.Refused(Problem.SETTLED, over(now)) : rule.apply(now);
        audit.record(tx, hold.get(), actor, ruling);
        return ruling;
    }

    /** Its time is over, and what becomes of that is recorded within a moment. */
    private static String over(Hold hold) {
        return hold.extended() || Notices.atExpiry(hold).isEmpty()
                ? "the hold is expired already: its time is over"
                : "the hold's time is over, and others are asked now: look at it again";
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
        return sql.transaction("claiming a hold", tx -> releases.claim(tx, id, forAtMost));
    }

    @Override
    public void tryAgain(Hold claimed, Duration after, String why) {
        sql.transaction("giving a claim back", tx -> releases.tryAgain(tx, claimed, after, why));
    }

    @Override
    public void reopen(
            Hold claimed, Evaluation evaluation, Requirement requirement, String digest, List<String> differences) {
        sql.transaction(
                "reopening a hold", tx -> releases.reopen(tx, claimed, evaluation, requirement, digest, differences));
        wakeups.wake(claimed.promotion());
    }

    @Override
    public void deny(Hold claimed, Evaluation evaluation) {
        sql.transaction("denying a hold", tx -> releases.deny(tx, claimed, evaluation));
        wakeups.wake(claimed.promotion());
    }

    @Override
    public void quarantine(Hold claimed) {
        sql.transaction("ending a hold that was changed by others", tx -> releases.quarantine(tx, claimed));
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
        return sql.transaction("expiring holds", clock::expireDue);
    }

    @Override
    public void tellDue() {
        sql.transaction("telling of holds again", tx -> {
            clock.tellDue(tx);
            return true;
        });
    }

    @Override
    public void lapseDue() {
        sql.transaction("revoking what was not ratified", tx -> {
            glasses.lapse(tx);
            return true;
        });
    }

    @Override
    public List<Revoked> revoked(Duration forAtMost) {
        return sql.transaction("looking for what is to be put back", tx -> glasses.claim(tx, forAtMost));
    }

    @Override
    public void putBack(Revoked revoked, boolean restored, String detail) {
        sql.transaction("recording what became of putting it back", tx -> {
            glasses.putBack(tx, revoked, restored, detail);
            return true;
        });
    }
}
