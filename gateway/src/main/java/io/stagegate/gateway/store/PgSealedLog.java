package io.stagegate.gateway.store;

import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.HashTree;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The audit with its proofs, in PostgreSQL. */
final class PgSealedLog implements SealedLog {
    private static final String ENTRIES = """
            SELECT l.seq, l.hash, a.id, a.at, a.type, a.promotion, a.subject, a.upstream, a.model, a.environments, a.operation,
                a.decision, a.policy, a.record::text
            FROM audit_leaf l LEFT JOIN audit a ON a.id = l.id AND a.at = l.at
            WHERE l.seq >= $1 AND l.seq < $2 ORDER BY l.seq LIMIT $3\
            """;

    private final Sql sql;

    PgSealedLog(Sql sql) {
        this.sql = sql;
    }

    @Override
    public Optional<Sealed> checkpoint() {
        return sql.transaction("reading a checkpoint", AuditCheckpoints::last);
    }

    @Override
    public List<Noted> checkpoints(long above, long upTo) {
        return sql.transaction(
                "reading checkpoints",
                tx -> tx
                        .query(
                                "SELECT size, note FROM audit_checkpoint WHERE size > $1 AND size <= $2 ORDER BY size, id",
                                above,
                                upTo)
                        .stream()
                        .map(row -> new Noted(row.getLong("size"), row.getString("note")))
                        .toList());
    }

    @Override
    public Optional<Entry> inclusion(long index, long size) {
        return sql.transaction("proving a record", tx -> {
            if (index >= size || size > size(tx)) {
                return Optional.empty();
            }
            return entries(tx, index, index + 1, 1, Optional.of(size)).stream().findFirst();
        });
    }

    private static long size(Statements tx) {
        return SequencedTip.read(tx).size();
    }

    @Override
    public Optional<List<Hash>> consistency(long first, long second) {
        return sql.transaction(
                "proving the log",
                tx -> first < 1 || first > second || second > size(tx)
                        ? Optional.empty()
                        : Optional.of(AuditTree.of(tx).consistency(first, second)));
    }

    @Override
    public List<Entry> entries(long from, long to, int limit, Optional<Long> provedIn) {
        return sql.transaction("reading the log", tx -> entries(tx, from, to, limit, provedIn));
    }

    private static List<Entry> entries(Statements tx, long from, long to, int limit, Optional<Long> provedIn) {
        var tree = AuditTree.of(tx);
        return tx.query(ENTRIES, from, to, limit).stream()
                .map(row -> entry(row, tree, provedIn))
                .toList();
    }

    private static Entry entry(Row row, HashTree tree, Optional<Long> provedIn) {
        var index = row.getLong("seq");
        return new Entry(
                index,
                AuditTree.hash(row, "hash"),
                provedIn.map(size -> tree.inclusion(index, size)),
                Sql.absent(row, "id") ? Optional.empty() : Optional.of(AuditViews.leaf(row)));
    }

    @Override
    public Span span(Optional<Instant> from, Optional<Instant> to, long size) {
        return sql.transaction("finding records", tx -> {
            var first = from.map(
                    time -> place(tx, "SELECT min(seq) AS seq FROM audit_leaf WHERE at >= $1 AND seq < $2", time, size)
                            .orElse(size));
            var last = to.map(time -> place(
                            tx, "SELECT max(seq) + 1 AS seq FROM audit_leaf WHERE at < $1 AND seq < $2", time, size)
                    .orElse(0L));
            return new Span(first.orElse(0L), last.orElse(size));
        });
    }

    private static Optional<Long> place(Statements tx, String query, Instant time, long size) {
        return tx.first(query, Sql.time(time), size).flatMap(row -> Optional.ofNullable(row.getLong("seq")));
    }

    @Override
    public Optional<Long> indexOf(long record) {
        return sql.transaction(
                "finding a record",
                tx -> tx.first("SELECT seq FROM audit_leaf WHERE id = $1", record)
                        .map(row -> row.getLong("seq")));
    }
}
