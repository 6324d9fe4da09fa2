package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.ARTIFACTS;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static io.stagegate.it.mlflow.MlflowServer.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real MLflow server below a static prefix, of which only the native artifact routes are mounted without it as well. */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaticPrefixIT {
    private static final String ALIAS = "registered-models/alias";
    private static final String AJAX = "/ajax-api/2.0/mlflow/";

    private TestGateway gateway;
    private Http direct;
    private Registry registry;
    private Registry.Stored file;
    private Http client;

    @BeforeAll
    void start(@RealMlflow.Prefixed MlflowServer mlflow, @TempDir Path data) throws StartException {
        direct = Http.at(mlflow.url());
        registry = new Registry(Http.at(mlflow.url() + PREFIX));
        // Before the gateway's first look at what serves: its next one is half a minute away.
        registry.create("files");
        file = registry.stored("files", "version 1");
        registry.alias("files", "champion", "1");
        gateway = TestGateway.start(TestGateway.Setup.open(data, mlflow.url()).more("    staticPrefix: " + PREFIX));
        client = gateway.proxy().with("prefer", "wait=0");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** Version 1 serves, version 2 is in staging. */
    private void prepare(String model, double... accuracies) {
        registry.model(model, accuracies);
        registry.alias(model, "champion", "1");
        registry.alias(model, "challenger", "2");
    }

    @Test
    void a_change_is_held_approved_and_restored_below_the_prefix() {
        prepare("held", 0.90, 0.95);

        var held = client.post(PREFIX + API + ALIAS, aliasBody("held", "champion", "2"));
        var hold = gateway.hold("held");

        assertThat(held.status()).as(held.text()).isEqualTo(409);
        assertThat(held.text()).contains(hold, "APPR-002");
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);
        Eventually.holds(() -> assertThat(registry.alias("held", "champion")).contains("2"));
        assertThat(gateway.restore("", "held", "ann", false).status()).isEqualTo(200);
        assertThat(registry.alias("held", "champion")).contains("1");
    }

    @Test
    void what_the_rules_deny_is_denied_on_every_route() {
        prepare("denied", 0.95, 0.90);

        for (var api : List.of(PREFIX + API, PREFIX + AJAX, API, AJAX)) {
            var answer = client.post(api + ALIAS, aliasBody("denied", "champion", "2"));

            assertThat(answer.status()).as(api).isEqualTo(403);
            assertThat(answer.text()).contains("EVAL-002", "accuracy 0.9 is below the serving 0.95");
        }
        assertThat(registry.alias("denied", "champion")).contains("1");
    }

    @Test
    void what_serves_nothing_passes_and_is_answered_as_mlflow_answers() {
        prepare("free", 0.90, 0.95);

        var prefixed = client.post(PREFIX + AJAX + ALIAS, aliasBody("free", "mine", "1"));
        var unprefixed = client.post(AJAX + ALIAS, aliasBody("free", "mine", "2"));

        assertThat(prefixed.status()).as(prefixed.text()).isEqualTo(200);
        assertThat(unprefixed.status()).isEqualTo(404);
        assertThat(registry.alias("free", "mine")).contains("1");
        assertThat(client.get(PREFIX).headers().get("location"))
                .singleElement()
                .isEqualTo(gateway.url() + PREFIX + "/");
    }

    @Test
    void artifacts_that_serve_are_guarded_with_the_prefix_and_without() {
        var upload = PREFIX + "/ajax-api/2.0/mlflow/upload-artifact?path=model/MLmodel&run_uuid=" + file.run();
        var other = ARTIFACTS + file.path().replace("/model/", "/plots/");

        // MLflow takes both: were only one guarded, the other would be a way around.
        assertThat(direct.send("PUT", ARTIFACTS + file.path(), "version 1").status())
                .isEqualTo(200);
        Eventually.holds(
                () -> assertThat(client.send("PUT", PREFIX + other, "picture").status())
                        .isEqualTo(200));
        for (var mounted : List.of(PREFIX, "")) {
            for (var path : List.of(ARTIFACTS, "/ajax-api/2.0/mlflow-artifacts/artifacts/")) {
                var write = client.send("PUT", mounted + path + file.path(), "poison");
                assertThat(write.status()).as(mounted + path).isEqualTo(403);
            }
            assertThat(client.send("PUT", mounted + other, "picture").status()).isEqualTo(200);
        }
        assertThat(client.send("DELETE", PREFIX + ARTIFACTS + file.path(), "").status())
                .isEqualTo(403);
        assertThat(client.post(upload, "poison").status()).isEqualTo(403);
        assertThat(client.get(PREFIX + ARTIFACTS + file.path()).text()).isEqualTo("version 1");
    }

    @Test
    void a_route_that_nobody_knows_is_refused_below_the_prefix_and_recorded() {
        var answer = client.post(PREFIX + "/ajax-api/3.0/mlflow/mcp-servers", "{\"name\":\"x\"}");

        assertThat(answer.status()).isEqualTo(403);
        Eventually.holds(() -> assertThat(
                        gateway.api("ann").get("/v1/audit?type=request.refused").text())
                .contains(PREFIX + "/ajax-api/3.0/mlflow/mcp-servers"));
    }
}
