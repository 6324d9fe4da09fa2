package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.ARTIFACTS;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import io.stagegate.it.monitoring.Alertmanager;
import io.stagegate.it.monitoring.Prometheus;
import io.stagegate.it.monitoring.RealAlertmanager;
import io.stagegate.it.monitoring.RealPrometheus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Models of a real MLflow that are served, measured by a real Prometheus with a real Alertmanager, and put back where they do badly. */
@ExtendWith({RealMlflow.class, RealPrometheus.class, RealAlertmanager.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class MonitoredIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<String> MODELS =
            List.of("rated", "slow", "labelled", "doubtful", "noisy", "unused", "handed", "patched");

    private final Map<String, Served> served = new LinkedHashMap<>();
    private String mlflow = "";
    private Registry registry;
    private TestGateway gateway;
    private Alertmanager alertmanager;
    private Prometheus prometheus;
    private Http measured;

    @BeforeAll
    void start(
            MlflowServer server, Prometheus.Installation queries, Alertmanager.Installation alerts, @TempDir Path home)
            throws Exception {
        mlflow = server.url();
        registry = new Registry(Http.at(mlflow));
        for (var model : MODELS) {
            registry.model("watched-" + model, 0.9, 0.9);
            registry.alias("watched-" + model, "champion", "1");
            served.put(model, Served.start(mlflow, "watched-" + model));
        }
        var port = FreePorts.next();
        measured = Http.at("http://127.0.0.1:" + port);
        gateway = TestGateway.start(TestGateway.Setup.open(home.resolve("data"), mlflow)
                .policy(Policies.set(home, "permit", Monitored.RULES))
                .database(Monitored.SOURCES.formatted(port)));
        alertmanager = alerts.start(
                Files.createDirectory(home.resolve("alertmanager")),
                gateway.apiUrl() + "/v1/alerts/alerts",
                "alert-token");
        var scraped = served.values().stream().map(Served::address).toList();
        prometheus = queries.start(home.resolve("prometheus"), port, scraped, alertmanager.address(), Monitored.ALERTS);
    }

    @AfterAll
    void stop() {
        prometheus.close();
        alertmanager.close();
        gateway.close();
        served.values().forEach(Served::close);
    }

    private static void soon(Runnable assertion) {
        Eventually.holds(PATIENCE, Duration.ofMillis(100), assertion);
    }

    private Served served(String model) {
        return served.entrySet().stream()
                .filter(e -> e.getKey().equals(model))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Version 2 in the place of version 1, which has been measured for a while. */
    private void promote(String model) {
        soon(() -> assertThat(measured.get("/api/v1/query?query=increase(requests_total%7Bmodel=%22watched-" + model
                                + "%22,version=%221%22%7D%5B3s%5D)%3E10")
                        .json()
                        .at("/data/result"))
                .isNotEmpty());
        var answer =
                gateway.proxy().post(API + "registered-models/alias", aliasBody("watched-" + model, "champion", "2"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private String champion(String model) {
        return registry.alias("watched-" + model, "champion").orElse("");
    }

    private JsonNode watch(String model) {
        var watches = gateway.api("ann")
                .get("/v1/watches?state=all&model=watched-" + model)
                .json()
                .path("items");
        assertThat(watches).hasSize(1);
        return watches.get(0);
    }

    private JsonNode because(String model) {
        return gateway.api("ann")
                .get("/v1/audit?type=restore.decided&model=watched-" + model)
                .json()
                .at("/items/0/record/because");
    }

    private void comesBack(String model, String rule) {
        soon(() -> assertThat(watch(model).path("state").asText()).isEqualTo("restored"));
        assertThat(champion(model)).isEqualTo("1");
        soon(() -> assertThat(served(model).version()).isEqualTo("1"));
        assertThat(because(model).at("/rules/0/rule").asText()).isEqualTo(rule);
        assertThat(gateway.api("ann")
                        .get("/v1/audit?type=restore.settled&model=watched-" + model)
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    private void push(String model, double auc, int samples) {
        var answer = Http.at(gateway.apiUrl()).bearer("push-token").post("/v1/signals", """
                        {"upstream":"registry","model":"watched-%s","environment":"production","version":"2","name":"auc","value":%s,
                        "samples":%d,"observedAt":"%s"}""".formatted(
                        model, auc, samples, Instant.now()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void by_a_query_of_prometheus() {
        served("rated").behave("2", 0.5, Duration.ofMillis(1));
        promote("rated");

        comesBack("rated", "W-002");

        var reading = because("rated")
                .path("readings")
                .valueStream()
                .filter(r -> r.path("signal").asText().equals("error-rate"))
                .findFirst()
                .orElseThrow();
        assertThat(reading.path("value").asDouble()).isBetween(0.3, 0.7);
        assertThat(reading.path("source").asText()).isEqualTo("prometheus");
        assertThat(reading.path("samples").asInt()).isGreaterThanOrEqualTo(20);
        assertThat(reading.path("query").asText()).contains("model=\"watched-rated\",version=\"2\"");
    }

    @Test
    void by_an_alert_of_alertmanager() {
        served("slow").behave("2", 0, Duration.ofMillis(400));
        promote("slow");

        comesBack("slow", "W-006");

        assertThat(because("slow").at("/rules/0/message").asText())
                .isEqualTo("SlowAnswers: answers of watched-slow are slow");
    }

    @Test
    void by_an_auc_that_somebody_pushes() {
        promote("labelled");
        soon(() -> assertThat(watch("labelled").path("looks").asInt()).isGreaterThan(1));
        assertThat(champion("labelled")).isEqualTo("2");
        push("labelled", 0.61, 500);

        comesBack("labelled", "W-003");
    }

    @Test
    void a_person_is_asked_where_it_cannot_be_told() {
        promote("doubtful");
        push("doubtful", 0.61, 20);
        soon(() -> assertThat(watch("doubtful").path("holdState").asText()).isEqualTo("pending"));
        assertThat(champion("doubtful")).isEqualTo("2");
        var hold = watch("doubtful").path("hold").asText();
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);

        comesBack("doubtful", "W-004");
    }

    @Test
    void not_by_noise() {
        served("noisy").behave("2", 0.1, Duration.ofMillis(1));
        promote("noisy");
        soon(() -> assertThat(watch("noisy").path("looks").asInt()).isGreaterThan(7));

        assertThat(watch("noisy").path("state").asText()).isEqualTo("open");
        assertThat(watch("noisy").has("hold")).isFalse();
        assertThat(champion("noisy")).isEqualTo("2");
    }

    @Test
    void not_by_what_nobody_uses_but_somebody_is_asked() {
        soon(() -> assertThat(served("unused").version()).isEqualTo("1"));
        promote("unused");
        served("unused").quiet();
        soon(() -> assertThat(watch("unused").path("holdState").asText()).isEqualTo("pending"));

        assertThat(champion("unused")).isEqualTo("2");
        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + watch("unused").path("hold").asText())
                        .json()
                        .at("/restore/comment")
                        .asText())
                .contains("error-rate has no value");
    }

    @Test
    void what_serves_keeps_its_bytes_or_somebody_is_asked() {
        var stored = registry.stored("watched-patched", "of version 3");
        soon(() -> assertThat(served("patched").version()).isEqualTo("1"));
        var answer =
                gateway.proxy().post(API + "registered-models/alias", aliasBody("watched-patched", "champion", "3"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        soon(() -> assertThat(watch("patched").path("looks").asInt()).isGreaterThan(2));
        assertThat(watch("patched").has("hold")).isFalse();
        Http.at(mlflow).send("PUT", ARTIFACTS + stored.path(), "something else than version 3");

        soon(() -> assertThat(watch("patched").path("holdState").asText()).isEqualTo("pending"));
        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + watch("patched").path("hold").asText())
                        .json()
                        .at("/restore/comment")
                        .asText())
                .contains("W-007", "files have changed");
        assertThat(champion("patched")).isEqualTo("3");
    }

    @Test
    void by_a_person() {
        promote("handed");
        soon(() -> assertThat(watch("handed").path("looks").asInt()).isPositive());
        assertThat(gateway.restore("", "watched-handed", "ann", false).status()).isEqualTo(200);

        soon(() -> assertThat(watch("handed").path("state").asText()).isEqualTo("restored"));
        assertThat(champion("handed")).isEqualTo("1");
        soon(() -> assertThat(served("handed").version()).isEqualTo("1"));
    }
}
