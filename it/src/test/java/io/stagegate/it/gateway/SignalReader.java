package io.stagegate.it.gateway;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Source;
import io.stagegate.core.Target;
import io.stagegate.core.platform.PlatformProvider;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.prometheus.PrometheusSource;
import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.AllSignals;
import io.stagegate.gateway.signal.SignalSource;
import io.stagegate.gateway.signal.Signals;
import io.stagegate.gateway.signal.SourceTally;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.store.DatabaseAddress;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.upstream.HttpUpstreamClient;
import io.stagegate.gateway.upstream.Origin;
import io.stagegate.gateway.upstream.RecordedFigures;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the watch of a gateway reads signals by. */
final class SignalReader implements AutoCloseable {
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private final Database database;
    private final Signals signals;

    SignalReader(GatewayConfig config) {
        var address = config.database().orElseThrow();
        var role = new DatabaseAddress.Role(
                address.role().user(), address.role().password().orElseThrow().value());
        database = new Database(
                vertx,
                new DatabaseAddress(address.host(), address.port(), address.name(), role, role),
                Optional.empty());
        List<SignalSource> asked = config.observing().sources().stream()
                .flatMap(source -> switch (source) {
                    case Source.Prometheus p ->
                        Stream.<SignalSource>of(new PrometheusSource(vertx, p, InstantSource.system()));
                    case Source.Mlflow m -> Stream.<SignalSource>of(new RecordedFigures(m, upstream(config), threads));
                    case Source.Alertmanager _, Source.Push _ -> Stream.<SignalSource>empty();
                })
                .toList();
        signals = new AllSignals(
                asked, Set.of("labels", "flood"), database.signals(), new SourceTally(new SimpleMeterRegistry()));
    }

    private Upstream upstream(GatewayConfig config) {
        var upstream = config.upstreams().getFirst();
        return new Upstream(
                upstream.name(),
                ServiceLoader.load(PlatformProvider.class)
                        .findFirst()
                        .orElseThrow()
                        .create(upstream.settings()),
                new HttpUpstreamClient(
                        vertx, Origin.of(upstream.url(), Optional.empty()), 4, HttpUpstreamClient.Times.USUAL),
                new Credential.None(),
                new Upstream.Forwards.AsCaller(),
                new Upstream.HoldTimes(Duration.ZERO, Duration.ZERO, false));
    }

    /** The reading of a signal of version 2 of a model in production. */
    Reading read(String model, String signal, Instant at) {
        var about = new About(
                new Target("registry", "", model, Target.parse("r/m@champion").slot()), "production", "2");
        try {
            return threads.call(() -> signals.read(about, Set.of(signal), WINDOW, at))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .getFirst();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
