package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Offset.offset;

import com.standardwebhooks.Webhook;
import io.stagegate.config.ConfigFile;
import io.stagegate.core.watch.Reading;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.gateway.server.Platforms;
import io.stagegate.it.monitoring.Exporter;
import io.stagegate.it.monitoring.Prometheus;
import io.stagegate.it.monitoring.RealPrometheus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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
    private Exporter exporter;
    private StandIn registry;
    private SharedDatabase server;
    private TestGateway gateway;
    private Prometheus prometheus;
    private SignalReader reader;
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
        var port = FreePorts.next();
        var setup = TestGateway.Setup.open(Path.of("unused"), registry.url())
                .database(server.lines() + SignalSources.SOURCES.formatted(port, SECRET));
        gateway = TestGateway.start(setup);
        Eventually.holds(() -> assertThat(down()).isEqualTo("[\"prometheus\"]"));
        silent = operations().get("/metrics").text();
        prometheus = installation.start(home.resolve("prometheus"), port, List.of(exporter.address()), "", "");
        reader = new SignalReader(ConfigFile.parse(
                setup.yaml(), "test", Map.of(), Platforms.installed().words()));
    }

    @AfterAll
    void stop() throws Exception {
        for (var part : new AutoCloseable[] {prometheus, reader, gateway, server, registry, exporter}) {
            part.close();
        }
    }

    private Http operations() {
        return Http.at(gateway.operationsUrl());
    }

    private String down() {
        return operations().get("/readyz").json().path("sourcesDown").toString();
    }

    private Reading read(String model, String signal, Instant at) {
        return reader.read(model, signal, at);
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
    void what_was_worst_over_a_time_is_not_overlooked_when_it_is_over() {
        exporter.serve("fraud-spike", 9);
        Eventually.holds(() -> assertThat(read("fraud-spike", "now")).matches(r -> r.value() > 0));
        exporter.serve("fraud-spike", 0);

        Eventually.holds(() -> {
            var at = Instant.now();
            assertThat(read("fraud-spike", "now", at)).matches(r -> r.value() == 0);
            assertThat(read("fraud-spike", "worst", at)).matches(r -> r.value() > 0);
        });
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
        assertThat(read("fraud-pushed", "auc", now.plus(Duration.ofHours(25))).state())
                .isEqualTo(State.STALE);
    }

    @Test
    void what_is_pushed_of_no_version_is_read_of_the_one_it_can_be_of() {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var labels = source("push-token");
        var ofAny = pushed("fraud-any", "0.5", now).replace("\"version\":\"2\",", "");
        assertThat(labels.post("/v1/signals", ofAny).status()).isEqualTo(200);
        assertThat(read("fraud-any", "auc", now.plusSeconds(1)).value()).isEqualTo(0.5);
        assertThat(read("fraud-any", "auc", now.plusSeconds(5)).state())
                .as("it may have been another version")
                .isEqualTo(State.STALE);
    }

    @Test
    void what_is_pushed_is_proved_by_a_signature_as_well() throws Exception {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
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
    }

    @Test
    void what_is_pushed_may_be_an_event() {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var event = """
                {"specversion":"1.0","id":"1","source":"/labels","type":"auc","data":%s}""".formatted(pushed("fraud-event", "0.8", now));
        assertThat(source("push-token")
                        .with("content-type", "application/cloudevents+json")
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
