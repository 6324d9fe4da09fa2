package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.Holds.Limits;
import io.stagegate.gateway.hold.Holds.TooManyException;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.store.Sql.Refused;
import io.stagegate.gateway.store.Sql.Statements;

/**
 * How many holds may wait at once. Those of one requester and of one model are counted and kept one opening after another, so that no
 * two take the last place; the limit of all is one of load, and as many more as are being opened at the same moment may exceed it.
 */
final class HoldLimits {
    private HoldLimits() {}

    /**
     * To be asked when the hold has been written.
     *
     * @throws Refused with {@link TooManyException} where it is one too many
     */
    static void keep(Statements tx, Submission submission, Limits limits) {
        var change = submission.change();
        var requester = submission.subject().id();
        // Everybody locks in this order: the requester, then the model.
        tx.query("""
                SELECT pg_advisory_xact_lock(hashtextextended('hold of ' || $1, 0)),
                    pg_advisory_xact_lock(hashtextextended('hold on ' || $2, 0))
                """, requester, submission.upstream() + "/" + change.workspace() + "/" + change.model());
        var counts = tx.first("""
                        SELECT (SELECT count(*) FROM hold WHERE state IN ('pending', 'approved')) AS total,
                            (SELECT count(*) FROM promotion p JOIN hold h ON h.promotion = p.id
                                WHERE p.open AND p.subject_id = $1 AND h.state IN ('pending', 'approved')) AS requester,
                            (SELECT count(*) FROM promotion p JOIN hold h ON h.promotion = p.id
                                WHERE p.open AND p.upstream = $2 AND p.workspace = $3 AND p.model = $4
                                    AND h.state IN ('pending', 'approved')) AS model
                        """, requester, submission.upstream(), change.workspace(), change.model())
                .orElseThrow();
        refuse(counts.getLong("requester"), limits.requester(), "of " + requester);
        refuse(counts.getLong("model"), limits.model(), "of " + change.model());
        refuse(counts.getLong("total"), limits.total(), "in all");
    }

    private static void refuse(long waiting, int most, String whose) {
        if (waiting > most) {
            throw new Refused(new TooManyException(waiting - 1 + " changes " + whose + " wait for approval already"));
        }
    }
}
