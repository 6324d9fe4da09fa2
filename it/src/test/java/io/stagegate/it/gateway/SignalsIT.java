package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Offset.offset;

import com.standardwebhooks.Webhook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stagegate.config.ConfigFile;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Source;
import io.stagegate.core.Target;
import io.stagegate.core.platform.PlatformProvider;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.prometheus.PrometheusSource;
import io.stagegate.gateway.server.Platforms;
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
import io.stagegate.it.monitoring.Exporter;
import io.stagegate.it.monitoring.Prometheus;
import io.stagegate.it.monitoring.RealPrometheus;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Signals by way of a real Prometheus and a gateway that is told. */
@ExtendWith(RealPrometheus.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignalsIT {
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String HOSTILE = "a\"} or vector(1) # '`\\E|.*\n{{model}}é";
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final String SOURCES = """
            sources:
              - name: prometheus
                kind: prometheus
                url: "http://127.0.0.1:%d"
                timeout: 2s
                signals:
                  error-rate:
                    query: 'sum(rate(errors_total{model="{{model}}"}[{{window}}])) / sum(rate(requests_total{model="{{model}}"}[{{window}}]))'
                    samples: 'sum(increase(requests_total{model="{{model}}"}[{{window}}]))'
                    newest: "max(timestamp(requests_total{model='{{model}}'}))"
                    unit: ratio
                  by-pattern: { query: 'sum(requests_total{env="{{environment}}",model=~`{{model}}`}) > bool 0' }
                  each: { query: 'requests_total{model=~"fraud.*"}' }
                  wrong: { query: 'sum(' }
              - name: alerts
                kind: alertmanager
                token: alert-token
                target: { upstream: registry, labels: { model: model, environment: env } }
              - { name: labels, kind: push, token: push-token, secret: %s, models: ["fraud*"], environments: [production] }
              - { name: flood, kind: push, token: flood-token, models: ["*"], perMinute: 3 }
              - { name: record, kind: mlflow, upstream: registry, signals: { accuracy: { metric: accuracy } } }
            """;

    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private Exporter exporter;
    private StandIn registry;
    private SharedDatabase server;
    private TestGateway gateway;
    private Prometheus prometheus;
    private Database database;
    private Signals signals;
    private String silent;

    @BeforeAll
    void start(Prometheus.Installation installation, @TempDir Path home) throws Exception {
        exporter = Exporter.start();
        exporter.serve("fraud", 5);
        exporter.serve("fraud-quiet", -1);
        exporter.serve(HOSTILE, 2);
        registry = StandIn.start();
        registry.registry().model("fraud", 0.9, 0.8);
        server = SharedDatabase.start(home.resolve("database"));
        var port = Prometheus.freePort();
        var setup = TestGateway.Setup.open(Path.of("unused"), registry.url())
                .database(server.lines() + SOURCES.formatted(port, SECRET));
        gateway = TestGateway.start(setup);
        Eventually.holds(() -> assertThat(down()).isEqualTo("[\"prometheus\"]"));
        silent = operations().get("/metrics").text();
        prometheus = installation.start(home.resolve("prometheus"), port, List.of(exporter.address()), "", "");
        read(ConfigFile.parse(
                setup.yaml(), "test", Map.of(), Platforms.installed().words()));
    }

    /** What the watch of a gateway would read by. */
    private void read(GatewayConfig config) {
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

    @AfterAll
    void stop() throws Exception {
        for (var part : new AutoCloseable[] {prometheus, database, gateway, server, registry, exporter}) {
            part.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Http operations() {
        return Http.at(gateway.operationsUrl());
    }

    private String down() {
        return operations().get("/readyz").json().path("sourcesDown").toString();
    }

    private <T> T on(Callable<T> task) {
        try {
            return threads.call(task).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static About about(String model) {
        return new About(
                new Target("registry", "", model, Target.parse("r/m@champion").slot()), "production", "2");
    }

    private Reading read(String model, String signal, Instant at) {
        return on(() -> signals.read(about(model), Set.of(signal), WINDOW, at)).getFirst();
    }

    private Reading read(String model, String signal) {
        return read(model, signal, Instant.now());
    }

    @Test
    void a_source_that_does_not_answer_is_told_of_until_it_does() {
        assertThat(silent).contains("stagegate_source_down{source=\"prometheus\"} 1.0");
        Eventually.holds(() -> assertThat(down()).isEqualTo("[]"));
        assertThat(operations().get("/metrics").text()).contains("stagegate_source_down{source=\"prometheus\"} 0.0");
    }

    @Test
    void each_model_has_its_own_value_whatever_it_is_called() {
        for (var model : Map.of("fraud", 0.5, HOSTILE, 0.2).entrySet()) {
            Eventually.holds(() -> {
                var reading = read(model.getKey(), "error-rate");
                assertThat(reading.state()).isEqualTo(State.READ);
                assertThat(reading.value()).isEqualTo(model.getValue(), offset(1e-9));
                assertThat(reading.samples()).isBetween(20L, 400L);
                assertThat(reading.source()).isEqualTo("prometheus");
                assertThat(reading.observedAt()).isCloseTo(Instant.now(), within(3, ChronoUnit.SECONDS));
            });
            assertThat(read(model.getKey(), "by-pattern").value()).isEqualTo(1);
        }
        for (var other : List.of(".*", "fraud|a", "frau[d]", "fraud\"} or vector(1) #", "{{model}}", "\0", "\ud800")) {
            assertThat(read(other, "error-rate").state()).as(other).isEqualTo(State.NO_DATA);
            assertThat(read(other, "by-pattern").state()).as(other).isEqualTo(State.NO_DATA);
        }
    }

    @Test
    void what_is_no_value_has_a_name_of_its_own() {
        Eventually.holds(
                () -> assertThat(read("fraud-quiet", "error-rate").state()).isEqualTo(State.NOT_A_NUMBER));
        assertThat(read("nobody", "error-rate").state()).isEqualTo(State.NO_DATA);
        assertThat(read("fraud", "each").state()).isEqualTo(State.DOWN);
        assertThat(read("fraud", "wrong").state()).isEqualTo(State.DOWN);
        assertThat(read("fraud", "unheard-of", Instant.EPOCH))
                .isEqualTo(Reading.none("unheard-of", State.NO_DATA, "", "", Instant.EPOCH));
        assertThat(read("fraud", "error-rate", Instant.now().minusSeconds(3_600))
                        .state())
                .isEqualTo(State.NO_DATA);
    }

    @Test
    void a_series_that_has_ended_is_stale_while_its_rate_goes_on() {
        exporter.serve("fraud-ended", 1);
        Eventually.holds(
                () -> assertThat(read("fraud-ended", "error-rate").state()).isEqualTo(State.READ));
        var before = Instant.now();
        exporter.end("fraud-ended");

        Eventually.holds(
                () -> assertThat(read("fraud-ended", "error-rate").state()).isEqualTo(State.STALE));
        assertThat(read("fraud-ended", "error-rate", before).value()).isEqualTo(0.1, offset(1e-9));
    }

    @Test
    void a_figure_on_record_is_a_signal() {
        var reading = read("fraud", "accuracy");

        assertThat(reading.value()).isEqualTo(0.8);
        assertThat(reading.source()).isEqualTo("record");
        assertThat(read("nobody", "accuracy").state()).isNotEqualTo(State.READ);
    }

    private static String pushed(String model, String value, Instant at) {
        return """
                {"upstream":"registry","model":"%s","environment":"production","version":"2","name":"auc","value":%s,"samples":500,
                "observedAt":"%s"}""".formatted(model, value, at);
    }

    private Http source(String token) {
        return Http.at(gateway.apiUrl()).bearer(token);
    }

    @Test
    void what_is_pushed_is_read_once_it_is_proved() throws Exception {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var body = pushed("fraud-pushed", "0.71", now);
        var labels = source("push-token");
        assertThat(labels.post("/v1/signals", body).text()).isEqualTo("{\"repeated\":0,\"taken\":1}");
        assertThat(labels.post(
                                "/v1/signals",
                                "[" + body + "," + pushed("fraud-pushed", "0.6", now.minusSeconds(60)) + "]")
                        .text())
                .isEqualTo("{\"repeated\":1,\"taken\":1}");
        assertThat(read("fraud-pushed", "auc")).isEqualTo(new Reading("auc", State.READ, 0.71, 500, "", "labels", now));
        assertThat(read("fraud-pushed", "auc", now.minusSeconds(59)).value()).isEqualTo(0.6);
        assertThat(read("fraud-pushed", "auc", now.minusSeconds(5)).state()).isEqualTo(State.STALE);

        var signed = pushed("fraud-signed", "\"NaN\"", now);
        var signer = new Webhook(SECRET);
        var seconds = Instant.now().getEpochSecond();
        var call = Http.at(gateway.apiUrl())
                .with("webhook-id", "m-1")
                .with("webhook-timestamp", Long.toString(seconds))
                .with("webhook-signature", signer.sign("m-1", seconds, signed));
        assertThat(call.post("/v1/signals", signed).status()).isEqualTo(200);
        assertThat(read("fraud-signed", "auc").state()).isEqualTo(State.NOT_A_NUMBER);
        assertThat(problem(call.post("/v1/signals", signed.replace("fraud-signed", "fraud-forged"))))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(read("fraud-forged", "auc").state()).isEqualTo(State.NO_DATA);

        var event = """
                {"specversion":"1.0","id":"1","source":"/labels","type":"auc","data":%s}""".formatted(pushed("fraud-event", "0.8", now));
        assertThat(labels.with("content-type", "application/cloudevents+json")
                        .post("/v1/signals", event)
                        .status())
                .isEqualTo(200);
        assertThat(read("fraud-event", "auc").value()).isEqualTo(0.8);
    }

    private static String problem(Http.Answer answer) {
        return answer.status() + " " + answer.json().path("type").asText();
    }

    @Test
    void nobody_tells_what_they_may_not() {
        var body = pushed("fraud-refused", "0.71", Instant.now());
        for (var token : List.of("nobody", "alert-token", "ann-token")) {
            assertThat(problem(source(token).post("/v1/signals", body))).isEqualTo("401 /problems/unauthenticated");
        }
        assertThat(problem(Http.at(gateway.apiUrl()).post("/v1/signals", body)))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(source("push-token").post("/v1/alerts/alerts", "{}")))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(source("push-token").post("/v1/signals", body.replace("fraud", "churn"))))
                .isEqualTo("403 /problems/out-of-scope");
        assertThat(problem(source("push-token").post("/v1/signals", body.replace("registry", "registrie"))))
                .isEqualTo("422 /problems/invalid");
        assertThat(problem(source("push-token").post("/v1/signals", " ".repeat(1 << 20) + body)))
                .isEqualTo("413 /problems/too-large");
        assertThat(problem(source("push-token").get("/v1/signals"))).isEqualTo("405 /problems/method-not-allowed");
        assertThat(problem(source("push-token").get("/v1/holds"))).isEqualTo("401 /problems/unauthenticated");
        assertThat(operations().get("/metrics").text())
                .contains("stagegate_source_unauthenticated_total ")
                .contains("stagegate_source_calls_total{result=\"refused\",source=\"labels\"}");
    }

    @Test
    void who_tells_too_much_is_told_to_wait() {
        var flood = source("flood-token");
        for (var i = 0; i < 3; i++) {
            assertThat(flood.post("/v1/signals", pushed("fraud-flood", "1", Instant.now()))
                            .status())
                    .isEqualTo(200);
        }
        var limited = flood.post("/v1/signals", pushed("fraud-flood", "1", Instant.now()));

        assertThat(problem(limited)).isEqualTo("429 /problems/too-many");
        assertThat(limited.headers().get("retry-after")).containsExactly("30");
        assertThat(source("push-token")
                        .post("/v1/signals", pushed("fraud-flood", "1", Instant.now()))
                        .status())
                .isEqualTo(200);
    }
}
