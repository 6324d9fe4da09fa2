package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.LostException;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.OverException;
import io.stagegate.gateway.journal.PastServing;
import io.stagegate.gateway.journal.Refusal;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.json.EvaluationJson;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Refused;
import io.stagegate.gateway.store.Sql.Statements;
import io.stagegate.gateway.threads.Leftovers;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal in PostgreSQL. */
public final class PgJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(PgJournal.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Sql sql;
    private final Owner owner;
    private final Wakeups wakeups;
    /** Since when nobody has said that the owner of an attempt lives. */
    private final Map<String, Long> silent = new ConcurrentHashMap<>();
    /** Leases that could not be given up while the database was away. */
    private final Leftovers<Lease> kept = new Leftovers<>();

    public PgJournal(Sql sql, Owner owner, Wakeups wakeups) {
        this.sql = sql;
        this.owner = owner;
        this.wakeups = wakeups;
    }

    @Override
    public void refuse(Refusal refusal) {
        var about = new About(
                Optional.empty(), refusal.subject().id(), refusal.upstream(), "", List.of(), refusal.operation());
        var record = JsonObject.EMPTY
                .with("method", refusal.method())
                .with("path", refusal.path())
                .with("identity", refusal.subject().identity())
                .with("reason", refusal.reason());
        sql.transaction("recording a refusal", tx -> {
            AuditLog.write(tx, "request.refused", about, Optional.empty(), record);
            return true;
        });
    }

    @Override
    public void deny(Submission submission, Evaluation evaluation) {
        sql.transaction("recording a denial", tx -> {
            Submitted.insert(tx, submission, evaluation, false);
            decided(tx, submission, evaluation, "request");
            return true;
        });
    }

    @Override
    public Attempt intend(Submission submission, Evaluation evaluation, Lease lease) {
        return owner.unsent()
                .unless(
                        submission.id(),
                        () -> sql.transaction("recording an intent", tx -> intend(tx, submission, evaluation, lease)));
    }

    private Attempt intend(Statements tx, Submission submission, Evaluation evaluation, Lease lease) {
        if (!Leases.held(tx, owner.key(), lease)) {
            throw lost("recording an intent", "the lease was lost");
        }
        if (WatchRows.isOver(tx, submission)) {
            throw new Refused(new OverException("the watch that it is for has ended"));
        }
        Submitted.insert(tx, submission, evaluation, true);
        decided(tx, submission, evaluation, "request");
        return Attempts.intend(tx, owner.key(), submission, evaluation, lease);
    }

    /** The decision with its audit record. */
    static void decided(Statements tx, Submission submission, Evaluation evaluation, String phase) {
        Attempts.decision(tx, submission, evaluation, phase);
        var about = About.of(submission, AuditLog.environments(evaluation));
        var record =
                AuditLog.asked(submission).with("phase", phase).with("evaluation", EvaluationJson.write(evaluation));
        var type = submission.restore().isPresent() ? "restore.decided" : "promotion.decided";
        AuditLog.write(tx, type, about, Optional.of(evaluation.decision()), record);
    }

    static Refused lost(String doing, String what) {
        return new Refused(new LostException(doing, what));
    }

    @Override
    public void settle(Attempt attempt, Outcome outcome) {
        sql.transaction("recording an outcome", tx -> {
            if (!Leases.held(tx, owner.key(), attempt.lease())) {
                throw lost("recording an outcome", "another replica has taken the attempt over");
            }
            Attempts.settle(tx, attempt, outcome);
            Leases.giveUp(tx, owner.key(), attempt.lease());
            return true;
        });
        wakeups.wake(attempt.submission().id());
    }

    @Override
    public Watch watch(String promotion) {
        return wakeups.watch(promotion);
    }

    @Override
    public Optional<Lease> lease(Set<String> resources, Duration atMost) {
        var until = System.nanoTime() + atMost.toNanos();
        try (var watch = wakeups.hear("lease")) {
            while (true) {
                var lease = takenOrNone(() -> sql.transaction(
                        "taking a lease",
                        tx -> Leases.take(tx, owner.key(), resources).orElseThrow(PgJournal::busy)));
                if (lease.isPresent() || System.nanoTime() > until) {
                    return lease;
                }
                watch.await(LOOK);
            }
        }
    }

    /** Some of the resources are leased; those taken so far are rolled back. */
    private static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Refused busy() {
        return new Refused(new Busy());
    }

    private static <T> Optional<T> takenOrNone(Supplier<T> take) {
        try {
            return Optional.of(take.get());
        } catch (Busy e) {
            return Optional.empty();
        }
    }

    @Override
    public void giveUp(Lease lease) {
        if (!givenUp(lease)) {
            kept.add(lease);
        }
    }

    private boolean givenUp(Lease lease) {
        try {
            sql.transaction("giving up a lease", tx -> {
                Leases.giveUp(tx, owner.key(), lease);
                return true;
            });
            return true;
        } catch (JournalException e) {
            LOG.debug("a lease is given up when the database is there: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public List<Attempt> orphans() {
        kept.again(lease -> lease.ended() || givenUp(lease));
        var rows = sql.transaction("looking for orphans", tx -> tx.query("""
                SELECT id, owner FROM (
                    SELECT a.id, a.at, a.owner, EXISTS (SELECT 1 FROM lease l WHERE l.resource = ANY (a.resources)
                        AND l.owner = a.owner AND l.until > clock_timestamp()) AS leased
                    FROM attempt a WHERE a.open) o
                WHERE NOT leased OR (owner <> $1 AND pg_try_advisory_xact_lock(owner))
                ORDER BY at LIMIT 100
                """, owner.key()));
        silent.keySet().retainAll(rows.stream().map(row -> row.getString("id")).toList());
        var adopted = rows.stream()
                .filter(row -> row.getLong("owner") == owner.key() || silentFor(row.getString("id"), GRACE))
                .flatMap(row -> adopt(row.getString("id")).stream())
                .toList();
        adopted.forEach(_ -> Failpoint.ATTEMPT_ADOPTED.reached());
        return adopted;
    }

    /** Whether nobody has had it for so long: where the database was away, its owner needs a moment to say that it lives. */
    private boolean silentFor(String attempt, Duration time) {
        var now = System.nanoTime();
        return now - silent.computeIfAbsent(attempt, _ -> now) >= time.toNanos();
    }

    private Optional<Attempt> adopt(String id) {
        return takenOrNone(() -> sql.transaction("adopting an attempt", tx -> {
            var row = tx.first("""
                            SELECT id, promotion, snapshot, resources, owner,
                                extract(epoch FROM clock_timestamp() - at)::float8 AS age
                            FROM attempt WHERE id = $1 AND open FOR UPDATE SKIP LOCKED
                            """, id).orElseThrow(PgJournal::busy);
            var resources = Set.copyOf(Arrays.asList(row.getArrayOfStrings("resources")));
            var lease = Leases.takeAll(tx, owner.key(), resources).orElseThrow(PgJournal::busy);
            tx.update(
                    "UPDATE attempt SET owner = $2, epochs = ($3::text)::jsonb WHERE id = $1",
                    id,
                    owner.key(),
                    Leases.write(lease).toJson());
            return attempt(tx, row, lease);
        }));
    }

    private Attempt attempt(Statements tx, Row row, Lease lease) {
        var mine = row.getLong("owner") == owner.key();
        var left = mine && owner.unsent().contains(row.getString("promotion"))
                ? 0
                : Attempt.OVER_WITHIN.toNanos() - (long) (row.getDouble("age") * 1e9);
        return new Attempt(
                row.getString("id"),
                Submitted.find(tx, row.getString("promotion")).orElseThrow(),
                Attempts.targets(tx, row.getString("id")),
                row.getString("snapshot"),
                lease,
                System.nanoTime() + left);
    }

    @Override
    public PastServing pastServing(
            String upstream, String workspace, String model, Instant rollbacksSince, int rollbacks) {
        return sql.transaction(
                "reading what has served",
                tx -> PastServings.find(tx, upstream, workspace, model, rollbacksSince, rollbacks));
    }

    @Override
    public Optional<Submission> submission(String promotion) {
        return sql.transaction("reading a promotion", tx -> Submitted.find(tx, promotion));
    }

    @Override
    public Optional<JsonObject> lastEvaluation(String promotion) {
        return sql.transaction(
                "reading a decision",
                tx -> tx.first(
                                "SELECT evaluation::text FROM decision WHERE promotion = $1 ORDER BY id DESC LIMIT 1",
                                promotion)
                        .map(row -> Sql.json(row, "evaluation")));
    }

    @Override
    public Map<ServingArtifacts.Model, String> heldPrints(String upstream) {
        return sql.transaction("reading what is held", tx -> HeldTargetRows.prints(tx, upstream));
    }

    @Override
    public Map<ServingArtifacts.Model, String> heldPrints(String upstream, Set<ServingArtifacts.Model> models) {
        return sql.transaction("reading what is held", tx -> HeldTargetRows.prints(tx, upstream, models));
    }

    @Override
    public List<TargetState> held(String upstream, ServingArtifacts.Model model) {
        return sql.transaction("reading what is held", tx -> HeldTargetRows.states(tx, upstream, model));
    }

    @Override
    public Optional<Snapshot> snapshot(String id) {
        return sql.transaction("reading a snapshot", tx -> Snapshots.find(tx, id));
    }
}
