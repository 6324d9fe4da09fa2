package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A gateway whose database goes away: reads go on, what is governed is refused and not forwarded, and it recovers. */
@ExtendWith(RealMlflow.class)
@Isolated("it promises how long an answer takes")
class DatabaseAwayIT {
    /** What clients are promised; a client that waited longer would not see the answer. */
    private static final Duration PROMISED = Duration.ofSeconds(3);

    @Test
    void governed_requests_are_refused_reads_go_on_and_it_recovers(MlflowServer mlflow, @TempDir Path home)
            throws Exception {
        var registry = prepared(mlflow, "away");
        try (var database = SharedDatabase.start(home);
                var relay = new Relay(database.port())) {
            relay.open();
            try (var gateway = TestGateway.start(setup(mlflow, home, relay, database))) {
                Eventually.holds(() -> assertThat(governed(gateway)).isEqualTo("available"));
                refused(gateway);
                assertThat(gateway.hold("away")).startsWith("h-");

                for (var away : new Away[] {Relay::silence, Relay::cut}) {
                    away.begin(relay);
                    var answer = promote(gateway, "1");
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    assertThat(answer.body())
                            .contains("TEMPORARILY_UNAVAILABLE", "cannot be recorded", "nothing was forwarded");
                    assertThat(registry.alias("away", "champion")).isEmpty();
                    assertThat(gateway.proxy()
                                    .get(API + "registered-models/get?name=away")
                                    .status())
                            .isEqualTo(200);
                    Eventually.holds(() -> assertThat(governed(gateway)).isEqualTo("unavailable"));
                    assertThat(gateway.operations().get("/readyz").status()).isEqualTo(200);
                    assertThat(gateway.operations().get("/metrics").text())
                            .contains("stagegate_governed_available 0.0");
                    relay.cut();
                    relay.open();
                    Eventually.holds(
                            () -> assertThat(promote(gateway, "1").statusCode()).isEqualTo(409));
                    Eventually.holds(() -> assertThat(governed(gateway)).isEqualTo("available"));
                }
            }
        }
    }

    @Test
    void started_without_its_database_it_passes_reads_and_begins_to_govern_when_it_comes(
            MlflowServer mlflow, @TempDir Path home) throws Exception {
        var registry = prepared(mlflow, "late");
        try (var database = SharedDatabase.start(home);
                var relay = new Relay(database.port());
                var gateway = TestGateway.start(setup(mlflow, home, relay, database))) {
            assertThat(gateway.proxy()
                            .get(API + "registered-models/get?name=late")
                            .status())
                    .isEqualTo(200);
            assertThat(promote(gateway, "1", "late").statusCode()).isEqualTo(503);
            assertThat(registry.alias("late", "champion")).isEmpty();

            relay.open();

            Eventually.holds(
                    () -> assertThat(promote(gateway, "1", "late").statusCode()).isEqualTo(409));
        }
    }

    /** A way for a database to go away. */
    private interface Away {
        void begin(Relay relay) throws Exception;
    }

    private static Registry prepared(MlflowServer mlflow, String model) {
        var registry = new Registry(Http.at(mlflow.url()));
        registry.model(model, 0.9);
        registry.alias(model, "challenger", "1");
        return registry;
    }

    private static void refused(TestGateway gateway) throws Exception {
        assertThat(promote(gateway, "1").statusCode()).isEqualTo(409);
    }

    private static String governed(TestGateway gateway) {
        return gateway.operations().get("/readyz").json().path("governed").asText();
    }

    private static HttpResponse<String> promote(TestGateway gateway, String version) {
        return promote(gateway, version, "away");
    }

    private static HttpResponse<String> promote(TestGateway gateway, String version, String model) {
        var request = HttpRequest.newBuilder(URI.create(gateway.url() + API + "registered-models/alias"))
                .timeout(PROMISED.plusSeconds(1))
                .header("content-type", "application/json")
                .header("prefer", "wait=0")
                .POST(BodyPublishers.ofString(aliasBody(model, "champion", version)))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static TestGateway.Setup setup(MlflowServer mlflow, Path home, Relay relay, SharedDatabase database) {
        return TestGateway.Setup.open(home.resolve("unused"), mlflow.url()).database(database.lines(relay.port()));
    }
}
