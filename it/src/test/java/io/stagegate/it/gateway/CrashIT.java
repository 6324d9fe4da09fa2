package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Between.Mode;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed ({@code kill -9}) goes on where it was, and forwards nothing a second time. */
@ExtendWith(RealMlflow.class)
class CrashIT {

    @Test
    void a_hold_outlives_its_gateway(MlflowServer mlflow, @TempDir Path home) throws Exception {
        var registry = new Registry(Http.at(mlflow.url()));
        registry.model("outlived", 0.90, 0.95);
        registry.alias("outlived", "champion", "1");
        registry.alias("outlived", "challenger", "2");
        String hold;
        try (var gateway = GatewayProcess.start(home, mlflow.url())) {
            promote(gateway, "outlived");
            hold = hold(gateway, "outlived");
            gateway.kill();
        }
        try (var gateway = GatewayProcess.start(home, mlflow.url())) {
            var found = gateway.api("ann").get("/v1/holds/" + hold).json();
            assertThat(found.path("state").asText()).isEqualTo("pending");
            approve(gateway, hold, found.path("digest").asText());
            Eventually.holds(
                    () -> assertThat(registry.alias("outlived", "champion")).contains("2"));
            Eventually.holds(
                    () -> assertThat(promote(gateway, "outlived").status()).isEqualTo(200));
            assertThat(gateway.api("ann")
                            .get("/v1/promotions?model=outlived")
                            .json()
                            .path("items"))
                    .hasSize(1);
        }
    }

    @Test
    void what_took_effect_before_the_crash_is_found_applied(MlflowServer mlflow, @TempDir Path home) throws Exception {
        var outcome = crash(mlflow, home, "crashed-after", Mode.KEEP_ANSWER);

        assertThat(outcome).isEqualTo("applied");
        assertThat(new Registry(Http.at(mlflow.url())).alias("crashed-after", "champion"))
                .contains("2");
    }

    @Test
    void what_never_arrived_before_the_crash_is_found_not_applied_and_not_sent_again(
            MlflowServer mlflow, @TempDir Path home) throws Exception {
        var outcome = crash(mlflow, home, "crashed-before", Mode.SWALLOW);

        assertThat(outcome).isEqualTo("notApplied");
        assertThat(new Registry(Http.at(mlflow.url())).alias("crashed-before", "champion"))
                .contains("1");
    }

    /** Kills a gateway between intent and outcome; what its successor finds out. */
    private static String crash(MlflowServer mlflow, Path home, String model, Mode mode) throws Exception {
        var registry = new Registry(Http.at(mlflow.url()));
        registry.model(model, 0.90, 0.95);
        registry.alias(model, "champion", "1");
        registry.alias(model, "challenger", "2");
        try (var between = new Between(mlflow.url(), mode)) {
            try (var gateway = GatewayProcess.start(home, between.url())) {
                promote(gateway, model);
                var hold = hold(gateway, model);
                var digest = gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .path("digest")
                        .asText();
                var _ = CompletableFuture.runAsync(() -> quietly(gateway, hold, digest));
                between.awaitWrite();
                gateway.kill();
            }
            between.mode(Mode.PASS);
            try (var gateway = GatewayProcess.start(home, between.url())) {
                Eventually.holds(() -> assertThat(outcome(gateway, model)).isNotEmpty());
                return outcome(gateway, model);
            }
        }
    }

    private static String outcome(GatewayProcess gateway, String model) {
        return gateway.api("ann")
                .get("/v1/promotions?model=" + model)
                .json()
                .at("/items/0/outcome")
                .asText();
    }

    private static void quietly(GatewayProcess gateway, String hold, String digest) {
        try {
            approve(gateway, hold, digest);
        } catch (UncheckedIOException e) {
            // The gateway may be killed before it has answered.
        }
    }

    private static Http.Answer promote(GatewayProcess gateway, String model) {
        return Http.at(gateway.url())
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", "2"));
    }

    private static String hold(GatewayProcess gateway, String model) {
        return gateway.api("ann")
                .get("/v1/holds?model=" + model)
                .json()
                .at("/items/0/id")
                .asText();
    }

    private static void approve(GatewayProcess gateway, String hold, String digest) {
        var body = "{\"state\":\"approved\",\"digest\":\"" + digest + "\"}";
        gateway.api("ann").post("/v1/holds/" + hold + "/reviews", body);
    }
}
