package io.stagegate.gateway.upstream;

import io.stagegate.config.Source.Figure;
import io.stagegate.config.Source.Mlflow;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.SignalSource;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The figures that a registry has on record of the version that serves, as signals: the last that was logged of each. */
public final class RecordedFigures implements SignalSource {
    private final Mlflow config;
    private final Upstream upstream;
    private final VirtualThreads threads;
    private final Map<About, Future<List<Fact>>> underWay = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<String>> down = new AtomicReference<>(Optional.empty());

    public RecordedFigures(Mlflow config, Upstream upstream, VirtualThreads threads) {
        this.config = config;
        this.upstream = upstream;
        this.threads = threads;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Set<String> signals() {
        return config.signals().keySet();
    }

    /** Whether the registry answers is known from what is governed there. */
    @Override
    public void probe() {}

    @Override
    public Optional<String> down() {
        return down.get();
    }

    @Override
    public Future<Reading> read(About about, String signal, Duration window, Instant at) {
        var figure = Objects.requireNonNull(config.signals().get(signal));
        if (!about.upstream().equals(config.upstream()) || about.version().isEmpty()) {
            return Future.succeededFuture(Reading.none(signal, State.NO_DATA, figure.unit(), name(), at));
        }
        return facts(about)
                .map(facts -> reading(signal, figure, facts, at))
                .otherwise(_ -> Reading.none(signal, State.DOWN, figure.unit(), name(), at));
    }

    @Override
    public String query(About about, String signal, Duration window) {
        return "metric " + Objects.requireNonNull(config.signals().get(signal)).metric();
    }

    /** Several signals of the same version are read together. */
    private Future<List<Fact>> facts(About about) {
        var promise = Promise.<List<Fact>>promise();
        var other = Optional.ofNullable(underWay.putIfAbsent(about, promise.future()));
        if (other.isPresent()) {
            return other.get();
        }
        threads.call(() -> ask(about)).onComplete(facts -> {
            underWay.remove(about);
            promise.handle(facts);
        });
        return promise.future();
    }

    private List<Fact> ask(About about) {
        try {
            var facts = upstream.ask(upstream.platform().logged(about.target(), about.version()));
            down.set(facts.stream().flatMap(f -> unavailable(f).stream()).findFirst());
            return facts;
        } catch (InquiryException e) {
            down.set(Optional.ofNullable(e.getMessage()));
            throw e;
        }
    }

    private static Optional<String> unavailable(Fact fact) {
        return fact instanceof Unavailable(var kind, var _, var why) && kind.equals("Metric")
                ? Optional.of(why)
                : Optional.empty();
    }

    /** What was logged after the time that is asked about was not known then. */
    private Reading reading(String signal, Figure figure, List<Fact> facts, Instant at) {
        var found = facts.stream()
                .flatMap(f -> f instanceof Metric m ? Stream.of(m) : Stream.empty())
                .filter(m -> m.name().equals(figure.metric()) && !m.at().isAfter(at))
                .toList();
        if (found.isEmpty()) {
            var unknown = facts.stream().anyMatch(f -> unavailable(f).isPresent());
            return Reading.none(signal, unknown ? State.DOWN : State.NO_DATA, figure.unit(), name(), at);
        }
        if (found.size() > 1) {
            // Of several data sets none is picked.
            return Reading.none(signal, State.DOWN, figure.unit(), name(), at);
        }
        var metric = found.getFirst();
        return Double.isNaN(metric.value())
                ? Reading.none(signal, State.NOT_A_NUMBER, figure.unit(), name(), metric.at())
                : new Reading(
                        signal, State.READ, metric.value(), Reading.UNCOUNTED, figure.unit(), name(), metric.at());
    }

    @Override
    public void close() {}
}
