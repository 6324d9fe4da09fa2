package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.json.ExactJson;
import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Frontier;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.HashTree;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.store.AuditCheckpoints.ContradictionException;
import io.stagegate.gateway.store.AuditLog.About;
import io.stagegate.gateway.store.Sql.Statements;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives audit records their places in the log, and signs what it has become. Any replica may: who works holds a lock that ends
 * with the transaction which appends, so that one whose lock is gone cannot write either. A replica that stops within its
 * transaction is cut off by the database, as all its connections are, and another goes on.
 */
public final class Sequencer {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    /** "audit" in letters. */
    private static final long LOCK = 0x6175646974L;

    private static final int MOST = 500;
    private static final int LEAST = 10;

    private final Sql sql;
    private final AuditCheckpoints checkpoints;
    /** Smaller where the last one was not done in time, so that a slow database does not make it try the same for ever. */
    private final AtomicInteger batch = new AtomicInteger(MOST);

    private final AtomicReference<Frontier> edge = new AtomicReference<>(Frontier.empty());
    private final AtomicReference<Optional<String>> contradiction = new AtomicReference<>(Optional.empty());

    Sequencer(Sql sql, LogKeys keys) {
        this.sql = sql;
        this.checkpoints = new AuditCheckpoints(keys);
    }

    /**
     * How the log stands after a round.
     *
     * @param size how many records have a place; empty where another replica is at it
     * @param signed the last checkpoint; empty where there is none, or another replica is at it
     */
    public record Standing(Optional<Long> size, Optional<Checkpoint> signed) {
        static final Standing ELSEWHERE = new Standing(Optional.empty(), Optional.empty());
    }

    /** Why nothing is sequenced any more; empty where all is well. */
    public Optional<String> contradiction() {
        return contradiction.get();
    }

    /**
     * Takes all records that are final, and signs once. Does nothing once a contradiction was found.
     *
     * @throws JournalException where the database does not answer in time
     */
    public Standing round() {
        if (contradiction.get().isPresent()) {
            return Standing.ELSEWHERE;
        }
        try {
            var more = true;
            while (more) {
                more = batch(batch.get());
                batch.updateAndGet(size -> Math.min(MOST, 2 * size));
            }
            return sign();
        } catch (ContradictionException | HashTree.MissingException e) {
            stop(String.valueOf(e.getMessage()));
            return Standing.ELSEWHERE;
        } catch (JournalException e) {
            batch.updateAndGet(size -> Math.max(LEAST, size / 4));
            throw e;
        }
    }

    /** One that is thrown within a transaction reaches the caller as it is. */
    private <T> Optional<T> locked(String doing, Function<Statements, T> work) {
        return sql.transaction(doing, tx -> {
            var row = tx.first("SELECT pg_try_advisory_xact_lock($1) AS mine", LOCK);
            if (!row.orElseThrow().getBoolean("mine")) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.apply(tx));
            } catch (ContradictionException | HashTree.MissingException e) {
                throw new Sql.Refused(e);
            }
        });
    }

    /** Whether there may be more. */
    private boolean batch(int most) {
        var done = locked("sequencing audit records", tx -> {
            var tip = SequencedTip.read(tx);
            var records = tip.following(tx, most);
            if (records.isEmpty()) {
                return Frontier.empty();
            }
            Failpoint.RECORDED_UNSEQUENCED.reached();
            return append(tx, tip.size(), records);
        });
        if (done.isEmpty() || done.get().size() == 0) {
            return false;
        }
        var taken = done.get().size() - edge.getAndSet(done.get()).size();
        Failpoint.SEQUENCED_UNSIGNED.reached();
        return taken >= most;
    }

    private Frontier append(Statements tx, long size, List<Row> records) {
        var frontier =
                edge.get().size() == size ? edge.get().copy() : AuditTree.of(tx).frontier(size);
        var tree = new AuditTree();
        for (var record : records) {
            var leaf = Hash.ofLeaf(ExactJson.of(AuditViews.leaf(record)).getBytes(StandardCharsets.UTF_8));
            tree.leaf(frontier.size(), record, leaf);
            frontier.append(leaf, tree::subtree);
        }
        tree.write(tx);
        return frontier;
    }

    private Standing sign() {
        var standing = locked("signing the audit", tx -> {
            var size = SequencedTip.read(tx).size();
            return new Standing(Optional.of(size), checkpoints.sign(tx, size));
        });
        standing.ifPresent(s -> checkpoints.committed(s.signed()));
        return standing.orElse(Standing.ELSEWHERE);
    }

    private void stop(String why) {
        LOG.error("the audit is not what was signed, and nothing more of it is sequenced: {}", why);
        contradiction.set(Optional.of(why));
        try {
            var about = new About(Optional.empty(), "stagegate", "", "", List.of(), "");
            sql.transaction("recording a contradiction", tx -> {
                AuditLog.write(
                        tx,
                        "audit.contradicted",
                        about,
                        Optional.empty(),
                        JsonObject.EMPTY.with("reason", JsonValue.of(why)));
                return true;
            });
        } catch (JournalException e) {
            LOG.error("that is not recorded: {}", e.getMessage());
        }
    }
}
