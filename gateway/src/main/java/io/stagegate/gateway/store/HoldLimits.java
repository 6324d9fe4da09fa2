package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.Holds.Limits;
import io.stagegate.gateway.hold.Holds.TooManyException;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.store.Sql.Refused;
import io.stagegate.gateway.store.Sql.Statements;

/** How many holds may wait at once: counted and kept one opening after another, so that no two take the last place. */
final class HoldLimits {
    private static final long LOCK = 0x73_67_68_6f_6c_64L;

    private HoldLimits() {}

    /** @throws Refused with {@link TooManyException} where one more would be too many */
    static void keep(Statements tx, Submission submission, Limits limits) {
        tx.query("SELECT pg_advisory_xact_lock($1)", LOCK);
        var change = submission.change();
        var counts = tx.first("""
                        SELECT count(*) AS total, count(*) FILTER (WHERE p.subject_id = $1) AS requester,
                            count(*) FILTER (WHERE p.upstream = $2 AND p.workspace = $3 AND p.model = $4) AS model
                        FROM hold h JOIN promotion p ON p.id = h.promotion WHERE h.state IN ('pending', 'approved')
                        """, submission.subject().id(), submission.upstream(), change.workspace(), change.model())
                .orElseThrow();
        refuse(
                counts.getLong("requester"),
                limits.requester(),
                "of " + submission.subject().id());
        refuse(counts.getLong("model"), limits.model(), "of " + change.model());
        refuse(counts.getLong("total"), limits.total(), "in all");
    }

    private static void refuse(long waiting, int most, String whose) {
        if (waiting >= most) {
            throw new Refused(new TooManyException(waiting + " changes " + whose + " wait for approval already"));
        }
    }
}
