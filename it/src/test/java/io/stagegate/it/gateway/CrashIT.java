package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Between.Mode;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed ({@code kill -9}) goes on where it was, and forwards nothing a second time. */
@ExtendWith(RealMlflow.class)
class CrashIT {

    /** A hold that is pending, a change that took effect and one that never arrived, all ended by the same crash. */
    @Test
    void what_is_held_stays_held_and_what_was_sent_is_found_out_and_not_sent_again(
            MlflowServer mlflow, @TempDir Path home) throws Exception {
        var registry = new Registry(Http.at(mlflow.url()));
        for (var model : List.of("outlived", "crashed-after", "crashed-before")) {
            registry.model(model, 0.90, 0.95);
            registry.alias(model, "champion", "1");
            registry.alias(model, "challenger", "2");
        }
        try (var between = new Between(mlflow.url(), Mode.KEEP_ANSWER)) {
            String held;
            try (var gateway = GatewayProcess.start(home, between.url())) {
                held = held(gateway, "outlived");
                release(gateway, held(gateway, "crashed-after"));
                between.awaitWrite();
                between.mode(Mode.SWALLOW);
                release(gateway, held(gateway, "crashed-before"));
                Eventually.holds(() -> assertThat(between.writes()).isEqualTo(2));
                gateway.kill();
            }
            between.mode(Mode.PASS);
            try (var gateway = GatewayProcess.start(home, between.url())) {
                for (var model : List.of("crashed-after", "crashed-before")) {
                    Eventually.holds(() -> assertThat(outcome(gateway, model)).isNotEmpty());
                }
                assertThat(outcome(gateway, "crashed-after")).isEqualTo("applied");
                assertThat(registry.alias("crashed-after", "champion")).contains("2");
                assertThat(outcome(gateway, "crashed-before")).isEqualTo("notApplied");
                assertThat(registry.alias("crashed-before", "champion")).contains("1");
                assertThat(between.writes()).isEqualTo(2);
                goesOn(gateway, registry, held);
            }
        }
    }

    private static void goesOn(GatewayProcess gateway, Registry registry, String hold) {
        var found = gateway.api("ann").get("/v1/holds/" + hold);
        assertThat(found.json().path("state").asText()).as(found.text()).isEqualTo("pending");
        approve(gateway, hold, found.json().path("digest").asText());
        Eventually.holds(
                () -> assertThat(registry.alias("outlived", "champion")).contains("2"));
        Eventually.holds(() -> assertThat(promote(gateway, "outlived").status()).isEqualTo(200));
        assertThat(gateway.api("ann")
                        .get("/v1/promotions?model=outlived")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    /** Asks for a model's promotion; its hold. */
    private static String held(GatewayProcess gateway, String model) {
        var told = promote(gateway, model);
        assertThat(told.status()).as(told.text()).isEqualTo(409);
        return hold(gateway, model);
    }

    private static void release(GatewayProcess gateway, String hold) {
        var digest = gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .path("digest")
                .asText();
        var _ = Aside.run(() -> quietly(gateway, hold, digest));
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
