package io.stagegate.gateway.store;

import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.Proofs;
import io.stagegate.gateway.proof.SealedLog.Sealed;
import io.stagegate.gateway.proof.SignedNote;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Signs checkpoints of the audit's tree, and never one that contradicts another: neither the last that the database has, nor
 * the last that this process has seen.
 */
final class AuditCheckpoints {
    private final LogKeys keys;
    private final AtomicReference<Optional<Checkpoint>> seen = new AtomicReference<>(Optional.empty());

    AuditCheckpoints(LogKeys keys) {
        this.keys = keys;
    }

    /** What is stored is not what was signed. */
    static final class ContradictionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ContradictionException(String message) {
            super(message);
        }
    }

    static Optional<Sealed> last(Statements tx) {
        return tx.first("SELECT at, note FROM audit_checkpoint ORDER BY id DESC LIMIT 1")
                .map(AuditCheckpoints::read);
    }

    static Sealed read(Row row) {
        var note = row.getString("note");
        return new Sealed(Checkpoint.of(SignedNote.parse(note)), note, Sql.instant(row, "at"));
    }

    /**
     * Checks that the stored tree begins with what was signed, and signs the tree of a size where it is more or a key is new.
     *
     * @return the checkpoint that is the last one then; empty where nothing is signed
     */
    Optional<Checkpoint> sign(Statements tx, long size) {
        var last = lastOne(tx);
        var tree = AuditTree.of(tx);
        var now = new Checkpoint(keys.origin(), size, tree.root(size));
        last.ifPresent(known -> {
            if (size < known.checkpoint().size()) {
                throw new ContradictionException(
                        "leaves are missing: " + known.checkpoint().size() + " were signed, and there are " + size);
            }
            extend(known.checkpoint(), now, tx);
        });
        seen.get().ifPresent(known -> extend(known, now, tx));
        if (keys.signers().isEmpty() || size == 0) {
            return last.map(Sealed::checkpoint);
        }
        if (last.isEmpty()
                || last.get().checkpoint().size() < size
                || !keys.allHaveSigned(SignedNote.parse(last.get().note()))) {
            tx.update(
                    "INSERT INTO audit_checkpoint (size, root, note) VALUES ($1, $2, $3)",
                    size,
                    Buffer.buffer(now.root().bytes()),
                    keys.sign(now).toString());
            return Optional.of(now);
        }
        return last.map(Sealed::checkpoint);
    }

    /** What a transaction has signed or found, once it is committed. */
    void committed(Optional<Checkpoint> checkpoint) {
        checkpoint.ifPresent(c -> seen.set(Optional.of(c)));
    }

    private Optional<Sealed> lastOne(Statements tx) {
        var row = tx.first("SELECT at, note, size, root FROM audit_checkpoint ORDER BY id DESC LIMIT 1");
        var last = parsed(row);
        var known = seen.get();
        if (known.isPresent()
                && last.filter(l -> l.checkpoint().size() >= known.get().size()).isEmpty()) {
            throw new ContradictionException("the checkpoint of " + known.get().size()
                    + " records, which this gateway has seen, is not there any more");
        }
        if (last.isPresent()) {
            var said = last.get().checkpoint();
            if (!keys.signers().isEmpty()
                    && !keys.haveSigned(SignedNote.parse(last.get().note()))) {
                throw new ContradictionException("the last checkpoint, of " + said.size()
                        + " records, is not signed by any key of this gateway; if a key was changed, put the old one behind"
                        + " the new one");
            }
            if (said.size() != row.orElseThrow().getLong("size")
                    || !said.root().equals(AuditTree.hash(row.get(), "root"))) {
                throw new ContradictionException("the last checkpoint does not say what its row does");
            }
        }
        return last;
    }

    private static Optional<Sealed> parsed(Optional<Row> row) {
        try {
            return row.map(AuditCheckpoints::read);
        } catch (IllegalArgumentException e) {
            throw new ContradictionException("the last checkpoint cannot be read: " + e.getMessage());
        }
    }

    /** Never signed is what does not extend what was signed before: shown by the proof that others would be given. */
    private static void extend(Checkpoint before, Checkpoint now, Statements tx) {
        if (before.size() == now.size() && before.root().equals(now.root())) {
            return;
        }
        var proof =
                before.size() < now.size() ? AuditTree.of(tx).consistency(before.size(), now.size()) : List.<Hash>of();
        if (!Proofs.extend(before.size(), before.root(), now.size(), now.root(), proof)) {
            throw new ContradictionException("the leaves are not those of the signed checkpoint of " + before.size()
                    + " records: at least one of them was changed");
        }
    }
}
