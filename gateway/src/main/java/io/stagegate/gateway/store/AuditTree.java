package io.stagegate.gateway.store;

import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.HashTree;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The stored part of the audit's Merkle tree: leaves, and the complete subtrees above them that have rows of their own. */
final class AuditTree {
    /** Leaves that are to be stored, and what becomes complete with them. */
    private final List<Long> seqs = new ArrayList<>();

    private final List<String> transactions = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private final List<OffsetDateTime> times = new ArrayList<>();
    private final List<Buffer> hashes = new ArrayList<>();
    private final List<Tile> tiles = new ArrayList<>();

    private record Tile(int level, long position, Hash hash) {}

    /** What is stored, to be read within a transaction. */
    static HashTree of(Statements tx) {
        return new HashTree((level, from, count) -> (level == 0
                        ? tx.query(
                                "SELECT hash FROM audit_leaf WHERE seq >= $1 AND seq < $2 ORDER BY seq",
                                from,
                                from + count)
                        : tx.query("""
                                SELECT hash FROM audit_tile WHERE level = $3 AND position >= $1 AND position < $2 ORDER BY position
                                """, from, from + count, level))
                .stream().map(row -> hash(row, "hash")).toList());
    }

    static Hash hash(Row row, String column) {
        return Hash.of(row.getBuffer(column).getBytes());
    }

    /** A leaf: its place, and the record that it is of. */
    void leaf(long seq, Row record, Hash hash) {
        seqs.add(seq);
        transactions.add(record.getString("tx"));
        ids.add(record.getLong("id"));
        times.add(record.getOffsetDateTime("at"));
        hashes.add(Buffer.buffer(hash.bytes()));
    }

    /** A subtree that has become complete. */
    void subtree(int level, long position, Hash hash) {
        if (level % HashTree.TILE == 0) {
            tiles.add(new Tile(level, position, hash));
        }
    }

    void write(Statements tx) {
        tx.update(
                """
                INSERT INTO audit_leaf (seq, tx, id, at, hash)
                SELECT seq, tx::xid8, id, at, hash
                FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::timestamptz[], $5::bytea[]) AS t (seq, tx, id, at, hash)
                """,
                seqs.toArray(Long[]::new),
                transactions.toArray(String[]::new),
                ids.toArray(Long[]::new),
                times.toArray(OffsetDateTime[]::new),
                hashes.toArray(Buffer[]::new));
        for (var tile : tiles) {
            tx.update(
                    "INSERT INTO audit_tile (level, position, hash) VALUES ($1, $2, $3)",
                    tile.level(),
                    tile.position(),
                    Buffer.buffer(tile.hash().bytes()));
        }
    }
}
