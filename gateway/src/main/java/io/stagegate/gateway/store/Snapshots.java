package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.json.TargetJson;
import io.stagegate.gateway.store.Sql.Statements;
import java.util.Optional;

/** The rows of snapshots, and what is one without a row: a change around the gateway. */
final class Snapshots {
    private Snapshots() {}

    static Optional<Snapshot> find(Statements tx, String id) {
        return DriftRows.number(id)
                .map(number -> DriftRows.snapshot(tx, number))
                .orElseGet(() -> taken(tx, id));
    }

    private static Optional<Snapshot> taken(Statements tx, String id) {
        return tx.first("""
                        SELECT s.id, s.at, s.promotion, s.upstream, s.targets::text, p.restore IS NOT NULL AS of_restore
                        FROM snapshot s JOIN promotion p ON p.id = s.promotion WHERE s.id = $1
                        """, id)
                .map(row -> new Snapshot(
                        id,
                        Optional.of(row.getString("promotion")),
                        row.getString("upstream"),
                        Sql.json(row, "targets").items("targets").stream()
                                .map(t -> TargetJson.readChange((JsonObject) t))
                                .toList(),
                        Sql.instant(row, "at"),
                        latest(tx, id),
                        row.getBoolean("of_restore")));
    }

    /**
     * Whether the snapshot's own promotion is the last change applied to each of its targets. What only took back a change around the
     * gateway has made what it had made.
     */
    private static boolean latest(Statements tx, String snapshot) {
        return tx.first("""
                        SELECT 1 FROM attempt a JOIN outcome o ON o.attempt = a.id AND o.outcome = 'applied'
                        WHERE a.snapshot = $1 AND NOT EXISTS (
                            SELECT 1 FROM attempt_target mine
                            JOIN attempt_target later ON later.target = mine.target
                            JOIN outcome l ON l.attempt = later.attempt AND l.outcome = 'applied'
                            JOIN attempt n ON n.id = later.attempt JOIN promotion p ON p.id = n.promotion
                            WHERE mine.attempt = a.id AND l.at > o.at
                                AND coalesce(p.restore ->> 'snapshot', '') NOT LIKE 'd-%')
                        """, snapshot).isPresent();
    }
}
