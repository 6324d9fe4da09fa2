package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.Sql.Statements;
import java.util.Optional;

/** The rows of snapshots. */
final class Snapshots {
    private Snapshots() {}

    static Optional<Snapshot> find(Statements tx, String id) {
        return tx.first("""
                        SELECT s.id, s.at, s.promotion, s.upstream, s.targets::text, p.restore IS NOT NULL AS of_restore
                        FROM snapshot s JOIN promotion p ON p.id = s.promotion WHERE s.id = $1
                        """, id)
                .map(row -> new Snapshot(
                        id,
                        row.getString("promotion"),
                        row.getString("upstream"),
                        Sql.json(row, "targets").items("targets").stream()
                                .map(t -> TargetJson.readChange((JsonObject) t))
                                .toList(),
                        Sql.instant(row, "at"),
                        latest(tx, id),
                        row.getBoolean("of_restore")));
    }

    /** Whether the snapshot's own promotion is the last change applied to each of its targets. */
    private static boolean latest(Statements tx, String snapshot) {
        return tx.first("""
                        SELECT 1 FROM attempt a JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
                        WHERE a.snapshot = $1 AND NOT EXISTS (
                            SELECT 1 FROM attempt_target mine
                            JOIN attempt_target later ON later.target = mine.target
                            JOIN outcome l ON l.attempt = later.attempt AND l.outcome = 'applied'
                            WHERE mine.attempt = a.id AND l.at > o.at)
                        """, snapshot).isPresent();
    }
}
