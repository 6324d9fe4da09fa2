package io.stagegate.gateway.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.gateway.api.EventCalls;
import io.stagegate.gateway.drift.Acting;
import io.stagegate.gateway.estate.Detector;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.estate.Estate.Verdict;
import io.stagegate.gateway.estate.Wanted;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether something was changed around the gateway, at each upstream on its own, and at once where the upstream
 * tells of a change; and has done about it what the rules want.
 */
final class Drifts implements AutoCloseable, EventCalls.Looks {
    private static final Logger LOG = LoggerFactory.getLogger(Drifts.class);
    /** Between two looks at one upstream: what is told of meanwhile is one look. */
    private static final long PAUSE = 250;

    private static final long AGAIN = Duration.ofSeconds(1).toMillis();
    /** So often a model is looked at that cannot be told of yet; then it is left to the schedule. */
    private static final int TRIES = 8;

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final Duration every;
    private final Map<String, Looking> upstreams;
    private final Acting acting;
    private final AtomicReference<Optional<Long>> timer = new AtomicReference<>(Optional.empty());

    /**
     * One upstream.
     *
     * @param drifted whether something was found that nothing has been done about
     * @param busy whether it is being looked at
     */
    private record Looking(
            String upstream,
            Detector detector,
            Counter failed,
            Wanted wanted,
            AtomicBoolean drifted,
            AtomicBoolean busy) {}

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
                .collect(Collectors.toUnmodifiableMap(Looking::upstream, Function.identity()));
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
        var drifted = new AtomicBoolean();
        var detector = new Detector(upstream, estate, verdict -> {
            if (verdict == Verdict.DRIFTED) {
                drifts.increment();
                drifted.set(true);
            }
        });
        return new Looking(upstream.name(), detector, failed, new Wanted(), drifted, new AtomicBoolean());
    }

    /** From now on; the schema is there. */
    void begin() {
        var begun = Optional.of(vertx.setPeriodic(every.toMillis(), _ -> round()));
        timer.getAndSet(begun).ifPresent(vertx::cancelTimer);
        round();
    }

    private void round() {
        upstreams.values().forEach(upstream -> {
            upstream.wanted().everything();
            begin(upstream);
        });
    }

    @Override
    public void look(String upstream, Set<Model> models) {
        Optional.ofNullable(upstreams.get(upstream)).ifPresent(looking -> {
            models.forEach(looking.wanted()::fresh);
            begin(looking);
        });
    }

    /** Nothing is looked at before the schema is there: what is told of until then is among all that is looked at first. */
    private void begin(Looking upstream) {
        if (timer.get().isPresent() && upstream.busy().compareAndSet(false, true)) {
            threads.execute(() -> look(upstream));
        }
    }

    private void look(Looking upstream) {
        var next = upstream.wanted().take();
        try {
            look(upstream, next);
        } catch (JournalException e) {
            LOG.debug("what went around the gateway waits for the database: {}", e.getMessage());
            again(upstream, next.models());
        } catch (RuntimeException e) {
            upstream.failed().increment();
            LOG.error("what serves could not be compared with what is recorded", e);
        } finally {
            if (timer.get().isPresent()) {
                vertx.setTimer(PAUSE, _ -> rested(upstream));
            }
        }
    }

    private void rested(Looking upstream) {
        upstream.busy().set(false);
        if (!upstream.wanted().isEmpty()) {
            begin(upstream);
        }
    }

    private void look(Looking upstream, Wanted.Next next) {
        if (next.isNothing()) {
            return;
        }
        if (next.all()) {
            if (upstream.detector().round()) {
                act(upstream);
            } else {
                upstream.failed().increment();
                again(upstream, next.models());
            }
            return;
        }
        var left = upstream.detector().look(next.models().keySet());
        var tried = new HashMap<>(next.models());
        tried.keySet().retainAll(left);
        again(upstream, tried);
        // Rules have more to do than what was found just now; that is for the schedule.
        if (upstream.drifted().get()) {
            act(upstream);
        }
    }

    private void act(Looking upstream) {
        acting.round(upstream.upstream());
        upstream.drifted().set(false);
    }

    /** Later, and each time later; what stays so for minutes is left to the schedule. */
    private void again(Looking upstream, Map<Model, Integer> tried) {
        tried.forEach((model, tries) -> {
            if (tries < TRIES && timer.get().isPresent()) {
                vertx.setTimer(AGAIN << tries, _ -> {
                    upstream.wanted().want(Map.of(model, tries + 1));
                    begin(upstream);
                });
            }
        });
    }

    @Override
    public void close() {
        timer.getAndSet(Optional.empty()).ifPresent(vertx::cancelTimer);
    }
}
