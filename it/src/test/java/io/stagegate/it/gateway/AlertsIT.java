package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.monitoring.Alertmanager;
import io.stagegate.it.monitoring.RealAlertmanager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Alerts that a real Alertmanager tells of are evidence, of the model and the environment that their labels name. */
@ExtendWith(RealAlertmanager.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertsIT {
    private static final String RULES = """
            rule "Nothing is promoted while a critical alert fires"
              @id("ALERT-001") @owner("tests")
            when
              Promotion( environment == "production" )
              $alert : Alert( severity == "critical" )
            then
              decision.deny($alert.name() + " fires: " + $alert.summary());
            end

            rule "A lead looks at what is held"
              @id("LEAD-001") @owner("tests")
            when
              Promotion( environment == "production", model == "held" )
            then
              decision.hold("a lead has to look", approvals(1).from("ml-leads"));
            end
            """;

    private StandIn standIn;
    private Registry registry;
    private TestGateway gateway;
    private Alertmanager alertmanager;
    private TestGateway.Setup setup;

    @BeforeAll
    void start(Alertmanager.Installation installation, @TempDir Path home) throws StartException, IOException {
        standIn = StandIn.start();
        registry = standIn.registry();
        setup = TestGateway.Setup.open(home.resolve("data"), standIn.url())
                .policy(Policies.set(home, "permit", RULES))
                .database("""
                        sources:
                          - { name: alerts, kind: alertmanager, token: alert-token, target: { upstream: registry, labels: { model: model, environment: env } } }
                          - { name: brief, kind: alertmanager, token: brief-token, target: { upstream: registry, labels: { model: model } }, forgetAfter: 1m }
                        """);
        gateway = TestGateway.start(setup);
        alertmanager = installation.start(
                Files.createDirectory(home.resolve("monitoring")),
                gateway.apiUrl() + "/v1/alerts/alerts",
                "alert-token");
    }

    @AfterAll
    void stop() {
        alertmanager.close();
        gateway.close();
        standIn.close();
    }

    private void model(String name) {
        registry.model(name, 0.9, 0.9);
        registry.alias(name, "champion", "1");
    }

    private Http.Answer champion(String model, String version) {
        return gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", version));
    }

    /** Waits until the gateway knows of so many alerts. */
    private void fired(String model, int many) {
        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/audit?type=alert.fired&model=" + model)
                        .json()
                        .path("items"))
                .hasSize(many));
    }

    private static Map<String, String> labels(String model, String environment, String severity) {
        return Map.of("alertname", "ErrorRate", "model", model, "env", environment, "severity", severity);
    }

    private Http source(String token) {
        return Http.at(gateway.apiUrl()).bearer(token);
    }

    private static String message(String model, String status) {
        return """
                {"version":"4","receiver":"x","alerts":[{"status":"%s","labels":{"alertname":"Drift","model":"%s","severity":"critical"},
                "annotations":{"summary":"inputs have drifted"},"startsAt":"2026-11-01T12:00:00.123456789+01:00","fingerprint":"a1%s"}]}""".formatted(status, model, Integer.toHexString(model.hashCode()));
    }

    @Test
    void while_an_alert_fires_nothing_is_promoted_and_once_it_is_resolved_it_is() {
        model("burning");
        var firing = labels("burning", "production", "critical");
        alertmanager.fire(firing, "one request in three fails");
        fired("burning", 1);
        assertThat(champion("burning", "2").text()).contains("ErrorRate fires: one request in three fails");

        var newest = gateway.api("ann")
                .get("/v1/promotions?model=burning")
                .json()
                .at("/items/0/id")
                .asText();
        var evidence = gateway.api("ann")
                .get("/v1/promotions/" + newest)
                .json()
                .at("/evidence/0/facts")
                .toString();
        assertThat(evidence).contains("\"fact\":\"Alert\"", "\"source\":\"alerts\"", "\"severity\":\"critical\"");

        alertmanager.resolve(firing, "one request in three fails");
        Eventually.holds(() -> assertThat(champion("burning", "2").status()).isEqualTo(200));
        var told = gateway.api("ann")
                .get("/v1/audit?model=burning&subject=source:alerts")
                .json()
                .path("items");
        assertThat(told.valueStream().map(r -> r.path("type").asText()))
                .containsExactly("alert.fired", "alert.resolved");
        assertThat(gateway.operations().get("/metrics").text())
                .containsPattern("stagegate_alerts_total\\{result=\"mapped\",source=\"alerts\"\\} [2-9]");
    }

    @Test
    void an_alert_of_another_environment_or_model_or_severity_says_nothing() {
        model("calm");
        alertmanager.fire(labels("calm", "staging", "critical"), "only in staging");
        alertmanager.fire(labels("another", "production", "critical"), "another one");
        alertmanager.fire(labels("calm", "production", "warning"), "nothing bad");
        fired("calm", 2);

        assertThat(champion("calm", "2").status()).isEqualTo(200);
    }

    @Test
    void what_takes_a_change_back_is_not_stopped_by_an_alert() {
        model("rolled");
        assertThat(champion("rolled", "2").status()).isEqualTo(200);
        source("brief-token").post("/v1/alerts/brief", message("rolled", "firing"));
        assertThat(champion("rolled", "1").text()).contains("Drift fires: inputs have drifted");

        assertThat(gateway.restore("", "rolled", "ann", false).status()).isEqualTo(200);
        assertThat(registry.alias("rolled", "champion")).contains("1");
    }

    @Test
    void an_alert_that_begins_while_something_is_held_sends_it_back_or_denies_it() {
        model("held");
        champion("held", "2");
        var hold = gateway.hold("held");
        source("brief-token").post("/v1/alerts/brief", message("held", "firing"));

        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);

        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("denied"));
        assertThat(registry.alias("held", "champion")).contains("1");
    }

    @Test
    void a_source_shows_its_own_token_and_names_no_more_than_it_may() {
        var path = "/v1/alerts/alerts";
        assertThat(source("wrong").post(path, message("x", "firing")).status()).isEqualTo(401);
        assertThat(source("ann-token").post(path, message("x", "firing")).status())
                .isEqualTo(401);
        assertThat(source("brief-token").post(path, message("x", "firing")).status())
                .isEqualTo(401);
        assertThat(source("alert-token")
                        .post("/v1/alerts/nobody", message("x", "firing"))
                        .status())
                .isEqualTo(401);
        assertThat(source("alert-token").get("/v1/holds").status()).isEqualTo(401);

        assertThat(source("alert-token")
                        .post(path, message("x", "firing").replace("\"4\"", "\"3\""))
                        .text())
                .contains("version must be");
        assertThat(source("alert-token").post(path, message("x", "burning")).text())
                .contains("firing or resolved");
        assertThat(source("alert-token")
                        .post(path, message("x", "firing").replace("2026-11-01T", ""))
                        .text())
                .contains("startsAt must be a time");
        assertThat(source("alert-token").post(path, "{\"version\":\"4\"}").status())
                .isEqualTo(400);
        var unmapped = source("alert-token").post(path, message("x", "firing").replace("\"model\":\"x\",", ""));
        assertThat(unmapped.json().path("unmapped").asInt()).isOne();
        assertThat(unmapped.json().path("taken").asInt()).isZero();
    }

    @Test
    void too_much_is_refused_and_what_is_refused_is_not_taken() {
        var many = IntStream.range(0, 1_001)
                .mapToObj(
                        n ->
                                "{\"status\":\"firing\",\"labels\":{\"model\":\"flood\"},\"startsAt\":\"2026-11-01T12:00:00Z\"}")
                .collect(Collectors.joining(",", "{\"version\":\"4\",\"alerts\":[", "]}"));

        assertThat(source("alert-token").post("/v1/alerts/alerts", many).status())
                .isIn(400, 413);
        model("flood");
        assertThat(champion("flood", "2").status()).isEqualTo(200);
    }
}
