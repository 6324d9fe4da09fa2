package io.stagegate.gateway.policy;

import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Records.Decided;
import io.stagegate.gateway.journal.Records.Lines;
import io.stagegate.gateway.watch.Watches.Place;

/**
 * What was decided and judged before. Both throw {@link io.stagegate.gateway.journal.JournalException} where the database does not answer
 * in time.
 */
interface History {

    /** Decisions, newest first, as {@link Records#latestDecisions} gives them. */
    Lines decisions(long before, int limit);

    /** Looks, watch by watch, as {@link RecordedLooks#page} gives them. */
    RecordedLooks.Page looks(Decided time, Place behind, int atMost);

    /** That of the database. */
    static History of(Records records, RecordedLooks looks) {
        return new History() {
            @Override
            public Lines decisions(long before, int limit) {
                return records.latestDecisions(before, limit);
            }

            @Override
            public RecordedLooks.Page looks(Decided time, Place behind, int atMost) {
                return looks.page(time, behind, atMost);
            }
        };
    }
}
