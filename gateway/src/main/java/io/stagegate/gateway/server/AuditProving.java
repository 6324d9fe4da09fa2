package io.stagegate.gateway.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.store.Sequencer;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the audit its proofs, about once a second, and knows how that stands. */
final class AuditProving implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditProving.class);
    private static final long ROUND = Duration.ofSeconds(1).toMillis();

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final Database store;
    private final Sequencer sequencer;
    private final boolean signs;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean trouble = new AtomicBoolean();
    private final AtomicLong size = new AtomicLong();
    private final AtomicLong signed = new AtomicLong();
    private final AtomicLong timer = new AtomicLong(-1);

    AuditProving(Vertx vertx, VirtualThreads threads, Database store, LogKeys keys, MeterRegistry metrics) {
        this.vertx = vertx;
        this.threads = threads;
        this.store = store;
        this.sequencer = store.sequencer(keys);
        this.signs = !keys.signers().isEmpty();
        Gauge.builder("stagegate_audit_sequenced", size, AtomicLong::get)
                .description("audit records that have a place in the log, as far as this replica knows")
                .register(metrics);
        Gauge.builder("stagegate_audit_signed", signed, AtomicLong::get)
                .description("audit records that the last checkpoint covers, as far as this replica knows")
                .register(metrics);
        Gauge.builder("stagegate_audit_contradicted", this, p -> p.contradicted() ? 1 : 0)
                .description("1 where the stored log is not what was signed, and nothing more of it is signed")
                .register(metrics);
    }

    void begin() {
        timer.set(vertx.setPeriodic(ROUND, _ -> round()));
    }

    private boolean contradicted() {
        return sequencer.contradiction().isPresent();
    }

    /** In a word, for whoever asks how the gateway is. */
    String word() {
        if (contradicted()) {
            return "contradicted";
        }
        return signs ? "signed" : "unsigned";
    }

    private void round() {
        if (store.writable() && busy.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    var standing = sequencer.round();
                    standing.size().ifPresent(size::set);
                    standing.signed().map(Checkpoint::size).ifPresent(signed::set);
                    trouble.set(false);
                } catch (JournalException e) {
                    // Said once: it is tried again each second.
                    if (trouble.compareAndSet(false, true)) {
                        LOG.warn("the audit is not sequenced at the moment: {}", e.getMessage());
                    }
                } finally {
                    busy.set(false);
                }
            });
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer.get());
    }
}
