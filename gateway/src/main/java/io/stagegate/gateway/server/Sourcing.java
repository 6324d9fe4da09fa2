package io.stagegate.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Source;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.api.CallbackCalls;
import io.stagegate.gateway.api.EventCalls;
import io.stagegate.gateway.api.ProvedCalls;
import io.stagegate.gateway.api.SourceCalls;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.prometheus.PrometheusSource;
import io.stagegate.gateway.signal.AllSignals;
import io.stagegate.gateway.signal.SignalSource;
import io.stagegate.gateway.signal.SignalStore;
import io.stagegate.gateway.signal.Signals;
import io.stagegate.gateway.signal.SourceTally;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.upstream.RecordedFigures;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where signals come from, put together: one for a gateway. */
final class Sourcing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sourcing.class);
    private static final long PROBE = Duration.ofSeconds(30).toMillis();
    private static final long PROBE_AGAIN = Duration.ofSeconds(5).toMillis();
    private static final long FORGET = Duration.ofHours(1).toMillis();

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final List<Source> config;
    private final Map<String, Set<String>> environments;
    private final SignalStore store;
    private final Alerts alerts;
    private final InstantSource clock;
    private final SourceTally tally;
    private final List<SignalSource> asked;
    private final Map<String, Duration> keep = new HashMap<>();
    private final List<Long> timers;

    Sourcing(
            Base base, GatewayConfig config, InstantSource clock, MeterRegistry metrics, Map<String, Proxied> proxied) {
        this.vertx = base.vertx();
        this.threads = base.threads();
        this.config = config.observing().sources();
        this.store = base.store().signals();
        this.alerts = base.store().alerts();
        this.clock = clock;
        this.tally = new SourceTally(metrics);
        this.environments = config.upstreams().stream()
                .collect(Collectors.toUnmodifiableMap(
                        io.stagegate.config.Upstream::name,
                        u -> u.environments().stream().map(Environment::name).collect(Collectors.toSet())));
        this.asked =
                this.config.stream().flatMap(source -> asked(source, proxied)).toList();
        this.config.stream()
                .filter(Source.Push.class::isInstance)
                .map(Source.Push.class::cast)
                .forEach(push -> keep.put(push.name(), push.keep()));
        tally.watch(asked);
        asked.forEach(SignalSource::probe);
        this.timers = this.config.isEmpty()
                ? List.of()
                : List.of(
                        vertx.setPeriodic(PROBE, _ -> asked.forEach(SignalSource::probe)),
                        vertx.setPeriodic(PROBE_AGAIN, _ -> probeAgain()),
                        vertx.setPeriodic(FORGET, _ -> threads.execute(this::forget)));
    }

    private Stream<SignalSource> asked(Source source, Map<String, Proxied> proxied) {
        return switch (source) {
            case Source.Prometheus prometheus -> Stream.of(new PrometheusSource(vertx, prometheus, clock));
            case Source.Mlflow mlflow ->
                Stream.of(new RecordedFigures(
                        mlflow,
                        Objects.requireNonNull(proxied.get(mlflow.upstream())).upstream(),
                        threads));
            case Source.Alertmanager _, Source.Push _ -> Stream.empty();
        };
    }

    /** That one answers again is known soon. */
    private void probeAgain() {
        asked.stream().filter(source -> source.down().isPresent()).forEach(SignalSource::probe);
    }

    private void forget() {
        try {
            store.forget(keep);
            alerts.forget();
        } catch (JournalException e) {
            LOG.debug("forgetting old readings and alerts waits for the database: {}", e.getMessage());
        }
    }

    /** What is read of all of them. */
    Signals signals() {
        return new AllSignals(asked, keep.keySet(), store, tally);
    }

    /** What is called with a proof in place of a person's token, by them and by others. */
    ProvedCalls proved(CallbackCalls callbacks, EventCalls events) {
        return new ProvedCalls(callbacks, new SourceCalls(config, environments, store, tally, clock), events);
    }

    /** The names of those that did not answer the last time. */
    List<String> down() {
        return asked.stream()
                .filter(source -> source.down().isPresent())
                .map(SignalSource::name)
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        timers.forEach(vertx::cancelTimer);
        asked.forEach(SignalSource::close);
    }
}
