package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.Holds.Limits;
import io.stagegate.gateway.hold.Holds.TooManyException;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.store.Sql.Refused;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many holds may wait at once. Those of one requester and of one model are counted and kept one opening after another, so that no
 * two take the last place. The limit of all is one of load: far from it the number of a moment ago does, and as many more as are being
 * opened at the same moment may exceed it.
 */
final class HoldLimits {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private final AtomicReference<Counted> all = new AtomicReference<>(new Counted(0, System.nanoTime() - FRESH));

    /** How many waited, and when that was. */
    private record Counted(long waiting, long at) {
        private boolean does(long most) {
            return System.nanoTime() - at < FRESH && waiting < most - most / 10;
        }
    }

    /**
     * To be asked when the hold has been written.
     *
     * @throws Refused with {@link TooManyException} where it is one too many
     */
    void keep(Statements tx, Submission submission, Limits limits) {
        refuse(waiting(tx, limits.total()), limits.total(), "in all");
        var change = submission.change();
        var requester = submission.subject().id();
        // Everybody locks in this order: the requester, then the model.
        tx.query("""
                SELECT pg_advisory_xact_lock(hashtextextended('hold of ' || $1, 0)),
                    pg_advisory_xact_lock(hashtextextended('hold on ' || $2, 0))
                """, requester, submission.upstream() + "/" + change.workspace() + "/" + change.model());
        // No further than is needed to know that there are too many.
        var counts = tx.first(
                        """
                        SELECT (SELECT count(*) FROM (SELECT 1 FROM promotion p JOIN hold h ON h.promotion = p.id
                                WHERE p.open AND p.subject_id = $1 AND h.state IN ('pending', 'approved') LIMIT $5) r) AS requester,
                            (SELECT count(*) FROM (SELECT 1 FROM promotion p JOIN hold h ON h.promotion = p.id
                                WHERE p.open AND p.upstream = $2 AND p.workspace = $3 AND p.model = $4
                                    AND h.state IN ('pending', 'approved') LIMIT $6) m) AS model
                        """,
                        requester,
                        submission.upstream(),
                        change.workspace(),
                        change.model(),
                        limits.requester() + 1L,
                        limits.model() + 1L)
                .orElseThrow();
        refuse(counts.getLong("requester"), limits.requester(), "of " + requester);
        refuse(counts.getLong("model"), limits.model(), "of " + change.model());
    }

    private long waiting(Statements tx, long most) {
        var last = all.get();
        if (last.does(most)) {
            return last.waiting();
        }
        var at = System.nanoTime();
        var waiting = tx.first("SELECT count(*) AS waiting FROM hold WHERE state IN ('pending', 'approved')")
                .orElseThrow()
                .getLong("waiting");
        all.set(new Counted(waiting, at));
        return waiting;
    }

    private static void refuse(long waiting, long most, String whose) {
        if (waiting > most) {
            var already = most == 1 ? "1 change %s waits" : most + " changes %s wait";
            throw new Refused(new TooManyException(already.formatted(whose) + " for approval already"));
        }
    }
}
