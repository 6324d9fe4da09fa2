package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.Python;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** MLflow's own clients, unmodified, before a server whose users log in. */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {
    private static final String PASSWORD = "only-for-tests-2";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private MlflowServer mlflow;
    private TestGateway gateway;
    private Registry registry;

    @BeforeAll
    void start(@RealMlflow.Users MlflowServer server, @TempDir Path data) throws StartException {
        mlflow = server;
        var admin = Http.at(server.url()).basic(MlflowServer.ADMIN, MlflowServer.PASSWORD);
        for (var user : new String[] {"mia", "ann", "ci-bot"}) {
            admin.post(API + "users/create", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, PASSWORD));
        }
        server.hashCheaply(Map.of(
                MlflowServer.ADMIN, MlflowServer.PASSWORD, "mia", PASSWORD, "ann", PASSWORD, "ci-bot", PASSWORD));
        registry = new Registry(admin);
        gateway = waiting(data, "{ wait: 3s }");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** Two versions, the second in staging; nothing serves yet, which makes the first promotion a risk of 30 points. */
    private void prepare(String model, double... accuracies) {
        registry.model(model, accuracies);
        registry.alias(model, "challenger", "2");
    }

    private static Map<String, String> as(String user, TestGateway through) {
        return Map.of(
                "MLFLOW_TRACKING_URI", through.url(),
                "MLFLOW_TRACKING_USERNAME", user,
                "MLFLOW_TRACKING_PASSWORD", PASSWORD);
    }

    private TestGateway waiting(Path data, String hold) throws StartException {
        return TestGateway.start(TestGateway.Setup.open(data, mlflow.url())
                .requester("{ from: basic }")
                .more("    reads: { username: %s, password: %s }\n    hold: %s"
                        .formatted(MlflowServer.ADMIN, MlflowServer.PASSWORD, hold)));
    }

    private Process promoting(String model, String user) {
        return promoting(model, user, gateway);
    }

    private Process promoting(String model, String user, TestGateway through) {
        return mlflow.python().start("""
                        import mlflow
                        try:
                            mlflow.MlflowClient().set_registered_model_alias("%s", "champion", "2")
                            print("PROMOTED")
                        except mlflow.exceptions.MlflowException as e:
                            print(type(e).__name__, e)
                        """.formatted(model), as(user, through));
    }

    @Test
    void python_raises_its_ordinary_error_where_the_rules_deny() {
        prepare("py-denied", 0.95, 0.90);
        registry.alias("py-denied", "champion", "1");

        var run = Python.finish(promoting("py-denied", "mia"), PATIENCE);

        assertThat(run.output())
                .contains("RestException PERMISSION_DENIED: Stagegate: registry/py-denied@champion denied by EVAL-002")
                .contains("Remedy: retrain", gateway.apiUrl() + "/v1/promotions/p-");
        assertThat(registry.alias("py-denied", "champion")).contains("1");
    }

    @Test
    void python_notices_nothing_where_the_rules_permit() {
        prepare("py-permitted", 0.90, 0.95);
        registry.alias("py-permitted", "champion", "1");

        var run = Python.finish(promoting("py-permitted", "mia"), PATIENCE);

        assertThat(run.output()).isEqualToIgnoringNewLines("PROMOTED");
        assertThat(registry.alias("py-permitted", "champion")).contains("2");
        assertThat(gateway.api("ann")
                        .get("/v1/promotions?model=py-permitted")
                        .json()
                        .at("/items/0/requester/id")
                        .asText())
                .contains("mia");
    }

    @Test
    void python_waits_on_the_open_call_and_returns_normally_once_approved(@TempDir Path data) throws StartException {
        prepare("py-waits", 0.90, 0.95);

        // Longer than this needs, however slowly a busy machine checks passwords.
        try (var patient = waiting(data, "{ wait: 100s }")) {
            var process = promoting("py-waits", "mia", patient);
            Eventually.holds(() -> assertThat(patient.hold("py-waits")).startsWith("h-"));
            assertThat(patient.review("ann", patient.hold("py-waits"), "approved")
                            .status())
                    .isEqualTo(201);

            assertThat(Python.finish(process, PATIENCE).output()).isEqualToIgnoringNewLines("PROMOTED");
        }
        assertThat(registry.alias("py-waits", "champion")).contains("2");
    }

    @Test
    void python_tries_again_by_itself_where_that_is_asked_for_and_so_waits_for_longer_than_a_call(@TempDir Path data)
            throws StartException {
        prepare("py-retries", 0.90, 0.95);

        try (var retrying = waiting(data, "{ wait: 2s, then: retry }")) {
            var process = promoting("py-retries", "mia", retrying);
            var held = "/v1/holds?model=py-retries";
            Eventually.holds(
                    () -> assertThat(retrying.api("ann").get(held).json().path("items"))
                            .hasSize(1));
            // Told to try again at least once: the hold is older than a call waits.
            Eventually.holds(() -> assertThat(Instant.parse(retrying.api("ann")
                            .get(held)
                            .json()
                            .at("/items/0/openedAt")
                            .asText()))
                    .isBefore(Instant.now().minusSeconds(4)));
            retrying.review("ann", retrying.hold("py-retries"), "approved");

            assertThat(Python.finish(process, PATIENCE).output())
                    .contains("PROMOTED")
                    .doesNotContain("Exception");
            assertThat(retrying.api("ann").get(held).json().path("items")).hasSize(1);
            assertThat(retrying.api("ann")
                            .get("/v1/promotions?model=py-retries")
                            .json()
                            .path("items"))
                    .hasSize(1);
        }
        assertThat(registry.alias("py-retries", "champion")).contains("2");
    }

    @Test
    void python_is_told_that_it_is_held_and_succeeds_with_the_same_command_after_approval() {
        prepare("py-held", 0.90, 0.95);

        var told = Python.finish(promoting("py-held", "mia"), PATIENCE).output();
        var hold = gateway.hold("py-held");

        assertThat(told)
                .contains(
                        "RestException RESOURCE_CONFLICT: Stagegate: held as " + hold,
                        "APPR-00",
                        "ml-leads",
                        " until 20");
        gateway.review("ann", hold, "approved");
        Eventually.holds(() -> assertThat(registry.alias("py-held", "champion")).contains("2"));
        assertThat(Python.finish(promoting("py-held", "mia"), PATIENCE).output())
                .contains("PROMOTED");
        assertThat(gateway.api("ann").get("/v1/promotions?model=py-held").json().path("items"))
                .hasSize(1);
    }

    @Test
    void nobody_approves_what_they_asked_for_and_a_wrong_password_asks_for_nothing() {
        prepare("py-own", 0.90, 0.95);
        var client = gateway.proxy().with("prefer", "wait=0");
        var body = Registry.aliasBody("py-own", "champion", "2");

        assertThat(client.basic("mia", "wrong")
                        .post(API + "registered-models/alias", body)
                        .status())
                .isEqualTo(401);
        assertThat(client.post(API + "registered-models/alias", body).status()).isEqualTo(401);
        assertThat(client.basic("ann", PASSWORD)
                        .post(API + "registered-models/alias", body)
                        .status())
                .isEqualTo(409);

        var own = gateway.review("ann", gateway.hold("py-own"), "approved");
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.text()).contains("ann asked for this change");
    }

    @Test
    void java_is_told_the_same_and_its_three_tries_are_one_promotion() {
        prepare("jv-held", 0.90, 0.95);
        var client = new MlflowClient(new BasicMlflowHostCreds(gateway.url(), "mia", PASSWORD));

        assertThatThrownBy(() ->
                        client.sendPost("registered-models/alias", Registry.aliasBody("jv-held", "champion", "2")))
                .hasMessageContaining("409")
                .hasStackTraceContaining("held as " + gateway.hold("jv-held"));
        assertThat(gateway.api("ann")
                        .get("/v1/holds?model=jv-held&state=pending")
                        .json()
                        .path("items"))
                .hasSize(1);

        gateway.review("ann", gateway.hold("jv-held"), "approved");
        Eventually.holds(() -> assertThat(registry.alias("jv-held", "champion")).contains("2"));
        client.sendPost("registered-models/alias", Registry.aliasBody("jv-held", "champion", "2"));
    }

    @Test
    void java_reads_and_logs_as_if_nothing_were_there() {
        var client = new MlflowClient(new BasicMlflowHostCreds(gateway.url(), "mia", PASSWORD));

        var run = client.createRun();
        client.logMetric(run.getRunId(), "accuracy", 0.5);
        client.setTerminated(run.getRunId());

        assertThat(client.getRun(run.getRunId()).getData().getMetrics(0).getValue())
                .isEqualTo(0.5);
    }
}
