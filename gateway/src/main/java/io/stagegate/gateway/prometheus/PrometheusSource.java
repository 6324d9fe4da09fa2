package io.stagegate.gateway.prometheus;

import io.stagegate.config.QueryTemplate;
import io.stagegate.config.QueryTemplate.Placeholder;
import io.stagegate.config.Source.Prometheus;
import io.stagegate.config.Source.Query;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.Circuit;
import io.stagegate.gateway.signal.SignalSource;
import io.stagegate.gateway.threads.Turns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of one Prometheus. Only so many queries are made at once, the same one not twice at a time, and none while it is
 * known not to answer.
 */
public final class PrometheusSource implements SignalSource {
    private static final Logger LOG = LoggerFactory.getLogger(PrometheusSource.class);
    private static final int ROUNDS = 4;

    private final Prometheus config;
    private final PrometheusClient client;
    private final Turns turns;
    private final InstantSource clock;
    private final Circuit circuit = new Circuit(System::nanoTime);
    private final Map<Asked, Future<PrometheusAnswer>> underWay = new ConcurrentHashMap<>();
    private final Map<String, String> complaints = new ConcurrentHashMap<>();

    public PrometheusSource(Vertx vertx, Prometheus config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.client = new PrometheusClient(vertx, config);
        this.turns = new Turns(vertx, config.concurrency(), config.timeout().multipliedBy(ROUNDS));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Set<String> signals() {
        return config.signals().keySet();
    }

    @Override
    public Optional<String> down() {
        return circuit.down();
    }

    @Override
    public void probe() {
        var _ = ask(new Asked.Once("vector(1)", clock.instant()));
    }

    @Override
    public Future<Reading> read(About about, String signal, Duration window, Instant at) {
        var query = Objects.requireNonNull(config.signals().get(signal));
        // To the second, so that those who ask for the same ask at the same time.
        var when = at.truncatedTo(ChronoUnit.SECONDS);
        var text = text(query.value(), about, window);
        var value = ask(query.range()
                .map(range -> Asked.over(text, when, window, range))
                .orElseGet(() -> new Asked.Once(text, when)));
        var samples = ask(query.samples(), about, window, when);
        var newest = ask(query.newest(), about, window, when);
        return Future.all(value, samples, newest)
                .map(_ -> reading(signal, query, new Answers(value.result(), samples.result(), newest.result()), when));
    }

    @Override
    public String query(About about, String signal, Duration window) {
        var query = Objects.requireNonNull(config.signals().get(signal));
        var text = text(query.value(), about, window);
        return query.range()
                .map(range -> "%s, the %s of the values of %d s, %s s apart"
                        .formatted(
                                text,
                                range.take().name().toLowerCase(Locale.ROOT),
                                window.toSeconds(),
                                BigDecimal.valueOf(Asked.step(window, range).toMillis(), 3)
                                        .stripTrailingZeros()
                                        .toPlainString()))
                .orElse(text);
    }

    /** What was answered; what was not asked is empty. */
    private record Answers(
            PrometheusAnswer value, Optional<PrometheusAnswer> samples, Optional<PrometheusAnswer> newest) {
        Optional<String> trouble() {
            return why(value).or(() -> samples.flatMap(Answers::why)).or(() -> newest.flatMap(Answers::why));
        }

        private static Optional<String> why(PrometheusAnswer answer) {
            return switch (answer) {
                case PrometheusAnswer.Wrong(var why) -> Optional.of(why);
                case PrometheusAnswer.Silent(var why) -> Optional.of(why);
                case PrometheusAnswer.Value _, PrometheusAnswer.Nothing _ -> Optional.empty();
            };
        }
    }

    private Reading reading(String signal, Query query, Answers answers, Instant at) {
        var trouble = answers.trouble();
        complain(signal, trouble);
        if (trouble.isPresent()) {
            return none(signal, State.DOWN, query, at);
        }
        if (!(answers.value() instanceof PrometheusAnswer.Value(var value, var stamp))) {
            return none(signal, State.NO_DATA, query, at);
        }
        var observed = answers.newest().map(PrometheusSource::time).orElse(Optional.of(stamp));
        if (observed.filter(o -> !o.plus(query.staleAfter()).isBefore(at)).isEmpty()) {
            return none(signal, State.STALE, query, observed.orElse(at));
        }
        if (Double.isNaN(value)) {
            return none(signal, State.NOT_A_NUMBER, query, observed.get());
        }
        var samples = answers.samples().map(PrometheusSource::count).orElse(Reading.UNCOUNTED);
        return new Reading(signal, State.READ, value, samples, query.unit(), name(), observed.get());
    }

    private Reading none(String signal, State state, Query query, Instant at) {
        return Reading.none(signal, state, query.unit(), name(), at);
    }

    /** Where nothing is there any more, nothing is new. */
    private static Optional<Instant> time(PrometheusAnswer newest) {
        return newest instanceof PrometheusAnswer.Value(var seconds, var _) && Double.isFinite(seconds)
                ? Optional.of(PrometheusAnswer.instant(seconds))
                : Optional.empty();
    }

    private static long count(PrometheusAnswer samples) {
        return switch (samples) {
            case PrometheusAnswer.Nothing() -> 0L;
            case PrometheusAnswer.Value(var many, var _) when Double.isFinite(many) && many >= 0 -> Math.round(many);
            case PrometheusAnswer.Value _, PrometheusAnswer.Wrong _, PrometheusAnswer.Silent _ -> Reading.UNCOUNTED;
        };
    }

    /** Says once why a signal cannot be read, and not each time. */
    private void complain(String signal, Optional<String> trouble) {
        var before = trouble.isPresent()
                ? Optional.ofNullable(complaints.put(signal, trouble.get()))
                : Optional.ofNullable(complaints.remove(signal));
        if (trouble.isPresent() && !trouble.equals(before)) {
            LOG.warn("source {}: {} cannot be read: {}", name(), signal, trouble.get());
        } else if (trouble.isEmpty() && before.isPresent()) {
            LOG.info("source {}: {} can be read again", name(), signal);
        }
    }

    private Future<Optional<PrometheusAnswer>> ask(
            Optional<QueryTemplate> query, About about, Duration window, Instant at) {
        return query.map(q -> ask(new Asked.Once(text(q, about, window), at)).map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private static String text(QueryTemplate query, About about, Duration window) {
        return query.about(what -> value(what, about), window);
    }

    private static String value(Placeholder what, About about) {
        return switch (what) {
            case UPSTREAM -> about.upstream();
            case WORKSPACE -> about.workspace();
            case MODEL -> about.model();
            case ENVIRONMENT -> about.environment();
            case VERSION -> about.version();
            case WINDOW -> "";
        };
    }

    private Future<PrometheusAnswer> ask(Asked asked) {
        var promise = Promise.<PrometheusAnswer>promise();
        var other = Optional.ofNullable(underWay.putIfAbsent(asked, promise.future()));
        if (other.isPresent()) {
            return other.get();
        }
        begin(asked).onComplete(answer -> {
            underWay.remove(asked);
            promise.complete(answer.result());
        });
        return promise.future();
    }

    /** Never fails. */
    private Future<PrometheusAnswer> begin(Asked asked) {
        return turns.take(() -> circuit.permits()
                        ? client.query(asked).map(this::noted)
                        : Future.<PrometheusAnswer>succeededFuture(unasked()))
                .otherwise(e -> new PrometheusAnswer.Silent(
                        Optional.ofNullable(e.getMessage()).orElse("it was not its turn")));
    }

    private PrometheusAnswer.Silent unasked() {
        return new PrometheusAnswer.Silent(circuit.down().orElse("it is down"));
    }

    private PrometheusAnswer noted(PrometheusAnswer answer) {
        if (answer instanceof PrometheusAnswer.Silent(var why)) {
            if (circuit.failed(why)) {
                LOG.warn("source {} does not answer: {}", name(), why);
                turns.dismiss(new IllegalStateException(why));
            }
        } else if (circuit.answered()) {
            LOG.info("source {} answers again", name());
        }
        return answer;
    }

    @Override
    public void close() {
        client.close();
    }
}
