package io.stagegate.gateway.store;

import io.stagegate.gateway.journal.Records.AuditFilter;
import io.stagegate.gateway.journal.Records.Page;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.journal.Records.Reach;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** Reads the audit a part at a time, in the order of the transactions that wrote it. */
final class AuditPages {
    private AuditPages() {}

    /** @param after the place that the part's cursor names */
    static Page read(Statements tx, AuditFilter filter, Part part, Optional<Cursors.Place> after, Reach reach) {
        var rows = new Query(AuditViews.SELECT)
                .and(filter.from().map(Sql::time), "at >= ?")
                .and(filter.to().map(Sql::time), "at < ?")
                .and(filter.subject(), "subject = ?")
                .and(filter.model(), "model = ?")
                .and(filter.environment(), "? = ANY (environments)")
                .and(filter.upstream(), "upstream = ?")
                .and(filter.decision(), "decision = ?")
                .and(filter.type(), "type = ?")
                .and(filter.promotion(), "promotion = ?")
                .after(after, "tx", "id")
                .run(tx, within(reach) + " ORDER BY tx, id LIMIT " + part.limit());
        var next = rows.isEmpty() ? part.cursor() : Optional.of(cursor(rows.getLast()));
        return new Page(rows.stream().map(AuditViews::read).toList(), next);
    }

    private static String within(Reach reach) {
        return switch (reach) {
            case COMMITTED -> "";
            case FINAL -> " AND tx < pg_snapshot_xmin(pg_current_snapshot())";
        };
    }

    static String cursor(Row row) {
        return Cursors.of(row.getString("tx"), Long.toString(row.getLong("id")));
    }
}
