package io.stagegate.gateway.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.QueryTemplate;
import io.stagegate.config.Secret;
import io.stagegate.config.Source;
import io.stagegate.config.Source.Range;
import io.stagegate.config.Source.Take;
import io.stagegate.core.Target;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.signal.About;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Before a server that answers to the word of a query. */
class PrometheusSourceTest {
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Instant AT = Instant.parse("2026-01-31T09:00:00.700Z");
    private static final About FRAUD = new About(Target.parse("registry/fraud@champion"), "production", "7");
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final String ERROR =
            "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many samples\"}";

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void handle(HttpServerRequest request) {
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        request.response().endHandler(_ -> open.decrementAndGet());
        request.setExpectMultipart(true);
        request.endHandler(_ -> {
            var query = Objects.requireNonNull(request.getFormAttribute("query"));
            asked.add(request.path() + " " + request.getHeader("authorization") + " " + query + " @"
                    + Stream.of("time", "start", "end", "step")
                            .flatMap(a -> Optional.ofNullable(request.getFormAttribute(a)).stream())
                            .collect(Collectors.joining(" ")));
            var word = query.replaceAll("\\{.*", "");
            switch (word) {
                case "silent" -> {}
                case "slow" -> vertx.setTimer(200, _ -> one(request, "1", 0));
                case "broken" -> request.response().setStatusCode(500).end("oops");
                case "refused" -> request.response().setStatusCode(422).end(ERROR);
                case "elsewhere" ->
                    request.response()
                            .setStatusCode(302)
                            .putHeader("location", "/moved")
                            .end();
                case "large" -> request.response().end(" ".repeat(300_000));
                case "none" -> request.response().end(vector(""));
                case "stale" -> one(request, "1", 600);
                case "nan" -> one(request, "NaN", 0);
                case "many" -> request.response().end(vector(series("1", 0) + "," + series("2", 0)));
                case "past" -> one(request, Long.toString(AT.getEpochSecond() - 400), 0);
                case "recent" -> one(request, Long.toString(AT.getEpochSecond() - 4), 0);
                default -> one(request, word.replace("value_", ""), 0);
            }
        });
    }

    private static void one(HttpServerRequest request, String value, long age) {
        request.response().end(vector(series(value, age)));
    }

    private static String series(String value, long age) {
        return "{\"metric\":{},\"value\":[%d,\"%s\"]}".formatted(AT.getEpochSecond() - age, value);
    }

    private static String vector(String series) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + series + "]}}";
    }

    private static Source.Query query(String value, String samples, String newest) {
        return new Source.Query(
                QueryTemplate.parse(value),
                Optional.empty(),
                Optional.of(samples).filter(s -> !s.isEmpty()).map(QueryTemplate::parse),
                Optional.of(newest).filter(s -> !s.isEmpty()).map(QueryTemplate::parse),
                "ratio",
                Duration.ofMinutes(5));
    }

    private PrometheusSource source(int concurrency, Source.Query query) {
        return source(server.actualPort(), concurrency, query, PATIENT);
    }

    private PrometheusSource source(int port, int concurrency, Source.Query query, Duration timeout) {
        return new PrometheusSource(
                vertx,
                new Source.Prometheus(
                        "prometheus",
                        URI.create("http://127.0.0.1:" + port + "/below"),
                        Optional.empty(),
                        Optional.of(new Secret("t-1")),
                        Optional.empty(),
                        Map.of("errors", query),
                        concurrency,
                        timeout),
                InstantSource.system());
    }

    private static Reading read(PrometheusSource source) throws Exception {
        return result(source.read(FRAUD, "errors", WINDOW, AT));
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private State state(String value, String samples, String newest) throws Exception {
        return read(source(4, query(value, samples, newest))).state();
    }

    @Test
    void a_value_comes_with_its_samples_and_its_age() throws Exception {
        var reading = read(source(4, query("value_0.5{m=\"{{model}}\"}", "value_120", "recent")));

        assertThat(reading)
                .isEqualTo(new Reading(
                        "errors", State.READ, 0.5, 120, "ratio", "prometheus", Instant.parse("2026-01-31T08:59:56Z")));
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "/below/api/v1/query Bearer t-1 value_0.5{m=\"fraud\"} @1769850000.000",
                        "/below/api/v1/query Bearer t-1 value_120 @1769850000.000",
                        "/below/api/v1/query Bearer t-1 recent @1769850000.000");
        assertThat(read(source(4, query("value_0.5", "", ""))).samples()).isEqualTo(Reading.UNCOUNTED);
        assertThat(read(source(4, query("value_0.5", "none", ""))).samples()).isZero();
        assertThat(read(source(4, query("value_0.5", "nan", ""))).samples()).isEqualTo(Reading.UNCOUNTED);
        assertThat(read(source(4, query("value_+Inf", "", ""))).value()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void a_range_is_asked_for_in_steps_of_which_there_are_not_too_many() throws Exception {
        var none = query("none", "", "");
        var told = new ArrayList<String>();
        for (var step : List.of(15L, 1L)) {
            var range = Optional.of(new Range(Duration.ofSeconds(step), Take.HIGHEST));
            var query = new Source.Query(
                    none.value(), range, Optional.empty(), Optional.empty(), none.unit(), none.staleAfter());
            var source = source(4, query);
            assertThat(result(source.read(FRAUD, "errors", Duration.ofHours(1), AT))
                            .state())
                    .isEqualTo(State.NO_DATA);
            told.add(source.query(FRAUD, "errors", Duration.ofHours(1)));
        }

        assertThat(asked)
                .containsExactly(
                        "/below/api/v1/query_range Bearer t-1 none @1769846400.000 1769850000.000 15.0",
                        "/below/api/v1/query_range Bearer t-1 none @1769846400.000 1769850000.000 3.601");
        assertThat(told)
                .containsExactly(
                        "none, the highest of the values of 3600 s, 15 s apart",
                        "none, the highest of the values of 3600 s, 3.601 s apart");
    }

    @Test
    void what_is_no_value_is_never_taken_for_one() throws Exception {
        assertThat(state("none", "", "")).isEqualTo(State.NO_DATA);
        assertThat(state("nan", "", "")).isEqualTo(State.NOT_A_NUMBER);
        assertThat(state("stale", "", "")).isEqualTo(State.STALE);
        assertThat(state("value_1", "", "past")).isEqualTo(State.STALE);
        assertThat(state("value_1", "", "none")).isEqualTo(State.STALE);
        assertThat(state("value_1", "", "nan")).isEqualTo(State.STALE);
        assertThat(state("many", "", "")).isEqualTo(State.DOWN);
        assertThat(state("value_1", "many", "")).isEqualTo(State.DOWN);
        assertThat(state("value_1", "refused", "")).isEqualTo(State.DOWN);
        assertThat(state("value_1", "", "broken")).isEqualTo(State.DOWN);
        assertThat(state("broken", "", "")).isEqualTo(State.DOWN);
        assertThat(state("large", "", "")).isEqualTo(State.DOWN);
        assertThat(state("elsewhere", "", "")).isEqualTo(State.DOWN);
        assertThat(asked).noneMatch(a -> a.startsWith("/moved"));
    }

    @Test
    void the_same_query_is_made_once_at_a_time_and_only_so_many_at_once() throws Exception {
        var source = source(2, query("slow{m=\"{{model}}\"}", "", ""));
        var models = IntStream.range(0, 40)
                .mapToObj(i -> new About(Target.parse("registry/m" + i % 4 + "@champion"), "production", "7"))
                .toList();
        List<Future<Reading>> readings = models.stream()
                .map(about -> source.read(about, "errors", WINDOW, AT))
                .toList();

        for (var reading : readings) {
            assertThat(result(reading).state()).isEqualTo(State.READ);
        }
        assertThat(asked).hasSize(4);
        assertThat(most).hasValue(2);
    }

    @Test
    void a_source_that_is_down_is_not_waited_for_by_each_who_asks() throws Exception {
        var source = source(server.actualPort(), 1, query("silent{m=\"{{model}}\"}", "", ""), Duration.ofSeconds(1));
        List<Future<Reading>> readings = IntStream.range(0, 50)
                .mapToObj(i -> new About(Target.parse("registry/m" + i + "@champion"), "production", "7"))
                .map(about -> source.read(about, "errors", WINDOW, AT))
                .toList();

        for (var reading : readings) {
            assertThat(result(reading).state()).isEqualTo(State.DOWN);
        }
        // Three are waited for, one after another, and nobody then.
        assertThat(asked).hasSize(3);
        assertThat(source.down()).contains("no answer within 1 s");
        assertThat(read(source).state()).isEqualTo(State.DOWN);
        assertThat(asked).hasSize(3);
    }

    @Test
    void a_query_at_fault_does_not_make_its_source_be_down() throws Exception {
        var source = source(1, query("refused", "", ""));
        for (var i = 0; i < 5; i++) {
            assertThat(result(source.read(FRAUD, "errors", WINDOW, AT.plusSeconds(i)))
                            .state())
                    .isEqualTo(State.DOWN);
        }

        assertThat(asked).hasSize(5);
        assertThat(source.down()).isEmpty();
    }

    @Test
    void where_nothing_listens_the_source_is_down() throws Exception {
        var source = source(1, 1, query("value_1", "", ""), PATIENT);

        assertThat(read(source).state()).isEqualTo(State.DOWN);
        assertThat(source.down()).isPresent();
    }
}
