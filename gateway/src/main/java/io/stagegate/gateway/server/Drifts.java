package io.stagegate.gateway.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.gateway.drift.Acting;
import io.stagegate.gateway.estate.Detector;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.estate.Estate.Verdict;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again whether something was changed around the gateway, at each upstream on its own, and has done about it what the rules want. */
final class Drifts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drifts.class);

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final Duration every;
    private final List<Looking> upstreams;
    private final Acting acting;
    private final AtomicReference<Optional<Long>> timer = new AtomicReference<>(Optional.empty());

    /** One upstream, and whether it is being looked at. */
    private record Looking(String upstream, Detector detector, Counter failed, AtomicBoolean now) {}

    /** @param every the time from one look to the next */
    Drifts(
            Vertx vertx,
            VirtualThreads threads,
            Collection<Upstream> upstreams,
            Estate estate,
            Acting acting,
            Duration every,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.threads = threads;
        this.acting = acting;
        this.every = every;
        this.upstreams = upstreams.stream()
                .map(upstream -> looking(upstream, estate, metrics))
                .toList();
    }

    private static Looking looking(Upstream upstream, Estate estate, MeterRegistry metrics) {
        var drifts = Counter.builder("stagegate_target_drifts_total")
                .description("changes of targets that went around the gateway")
                .tag("upstream", upstream.name())
                .register(metrics);
        var failed = Counter.builder("stagegate_target_comparisons_failed_total")
                .description("how often it could not be compared what serves and what is recorded")
                .tag("upstream", upstream.name())
                .register(metrics);
        var detector = new Detector(upstream, estate, verdict -> {
            if (verdict == Verdict.DRIFTED) {
                drifts.increment();
            }
        });
        return new Looking(upstream.name(), detector, failed, new AtomicBoolean());
    }

    /** From now on; the schema is there. */
    void begin() {
        var begun = Optional.of(vertx.setPeriodic(every.toMillis(), _ -> round()));
        timer.getAndSet(begun).ifPresent(vertx::cancelTimer);
        round();
    }

    private void round() {
        for (var upstream : upstreams) {
            if (upstream.now().compareAndSet(false, true)) {
                threads.execute(() -> look(upstream));
            }
        }
    }

    private void look(Looking upstream) {
        try {
            if (upstream.detector().round()) {
                acting.round(upstream.upstream());
            } else {
                upstream.failed().increment();
            }
        } catch (JournalException e) {
            LOG.debug("what went around the gateway waits for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            upstream.failed().increment();
            LOG.error("what serves could not be compared with what is recorded", e);
        } finally {
            upstream.now().set(false);
        }
    }

    @Override
    public void close() {
        timer.getAndSet(Optional.empty()).ifPresent(vertx::cancelTimer);
    }
}
