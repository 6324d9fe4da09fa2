package io.stagegate.gateway.store;

import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * How far the audit has places in the log.
 *
 * @param size how many records have one
 * @param transaction that wrote the last of them
 * @param id of the last of them
 * @param at when it was written
 * @param ahead whether its transaction has a higher number than any that this server has begun: a dump was restored into a new
 *     cluster, in which numbers begin anew
 */
record SequencedTip(long size, String transaction, long id, OffsetDateTime at, boolean ahead) {
    private static final OffsetDateTime EVER = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    /** A record that has a place already is passed over, wherever it stands. */
    private static final String WITHOUT_PLACE = " AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.id = audit.id)";

    static SequencedTip read(Statements tx) {
        return tx.first("""
                        SELECT seq, tx::text, id, at, tx >= pg_snapshot_xmax(pg_current_snapshot()) AS ahead
                        FROM audit_leaf ORDER BY seq DESC LIMIT 1
                        """)
                .map(row -> new SequencedTip(
                        row.getLong("seq") + 1,
                        row.getString("tx"),
                        row.getLong("id"),
                        row.getOffsetDateTime("at"),
                        row.getBoolean("ahead")))
                .orElse(new SequencedTip(0, "0", -1, EVER, false));
    }

    /** Records that come next and are final: nothing can come to stand before them any more. */
    List<Row> following(Statements tx, int most) {
        if (!ahead) {
            return tx.query(
                    AuditViews.SELECT + """
                     AND (tx, id) > (($1::text)::xid8, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot())\
                    """ + WITHOUT_PLACE + " ORDER BY tx, id LIMIT " + most, transaction, id);
        }
        // What the dump brought and had no place comes first; then numbers are this server's own again.
        return tx.query(
                AuditViews.SELECT + """
                 AND at >= $1 AND (tx >= pg_snapshot_xmax(pg_current_snapshot())
                    OR tx < pg_snapshot_xmin(pg_current_snapshot()))\
                """ + WITHOUT_PLACE
                        + " ORDER BY tx >= pg_snapshot_xmax(pg_current_snapshot()) DESC, tx, id LIMIT "
                        + most,
                at.minusDays(1));
    }
}
