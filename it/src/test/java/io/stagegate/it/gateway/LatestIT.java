package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.Between.Mode;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An environment whose consumers load {@code models:/m/latest}: to register a version is to promote it. */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LatestIT {
    private Between line;
    private TestGateway gateway;
    private Registry registry;

    @BeforeAll
    void start(MlflowServer mlflow, @TempDir Path data) throws Exception {
        registry = new Registry(Http.at(mlflow.url()));
        line = new Between(mlflow.url(), "model-versions/create", Mode.PASS);
        var yaml = TestGateway.Setup.open(data, line.url()).yaml();
        assertThat(yaml).contains("aliases: [champion], stages: [Production]");
        gateway = TestGateway.start(yaml.replace("aliases: [champion], stages: [Production]", "latest: true"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        line.close();
    }

    private Http.Answer register(String model, String run) {
        return gateway.proxy()
                .with("prefer", "wait=0")
                .post(
                        API + "model-versions/create",
                        "{\"name\":\"%s\",\"source\":\"s3://bucket/%s\",\"run_id\":\"%s\"}".formatted(model, run, run));
    }

    /** What each version is made of. */
    private Map<String, List<String>> made(String model) {
        var out = new TreeMap<String, List<String>>();
        registry.versions(model)
                .forEach(v -> out.put(
                        v.path("version").asText(),
                        List.of(v.path("source").asText(), v.path("run_id").asText())));
        return out;
    }

    private Http.Answer restore(String snapshot) {
        return gateway.api("ann").post("/v1/snapshots/" + snapshot + "/restore", "{}");
    }

    private JsonNode audit(String model, String type) {
        return gateway.api("ann")
                .get("/v1/audit?model=" + model + "&type=" + type)
                .json()
                .path("items");
    }

    /** Registers a second version through the gateway, with the approvals that it takes; the snapshot of before. */
    private String registered(String model) {
        registry.model(model, 0.90);
        var run = registry.run(0.95);
        var before = line.writes();

        var told = register(model, run);
        var hold = gateway.hold(model);
        assertThat(told.status()).as(told.text()).isEqualTo(409);
        assertThat(told.json().path("message").asText()).contains("held as " + hold, "APPR-003");
        assertThat(gateway.api("ann").get("/v1/holds/" + hold).text()).contains("registry/" + model + ":latest");
        assertThat(made(model)).containsOnlyKeys("1");
        for (var person : List.of("ann", "bob")) {
            assertThat(gateway.review(person, hold, "approved").status()).isEqualTo(201);
        }
        Eventually.holds(() -> assertThat(snapshot(model)).startsWith("s-"));
        assertThat(made(model)).containsOnlyKeys("1", "2").containsEntry("2", List.of("s3://bucket/" + run, run));
        assertThat(line.writes() - before).isEqualTo(1);
        return snapshot(model);
    }

    private String snapshot(String model) {
        return gateway.api("ann")
                .get("/v1/promotions?outcome=applied&model=" + model)
                .json()
                .at("/items/0/snapshot")
                .asText();
    }

    @Test
    void what_the_newest_was_before_is_registered_again_and_no_version_is_deleted() {
        var snapshot = registered("newest");
        var before = made("newest");

        var restored = restore(snapshot);

        assertThat(restored.status()).as(restored.text()).isEqualTo(200);
        assertThat(restored.json().path("outcome").asText()).isEqualTo("applied");
        assertThat(made("newest"))
                .containsAllEntriesOf(before)
                .containsOnlyKeys("1", "2", "3")
                .containsEntry("3", before.get("1"));
        assertThat(audit("newest", "restore.settled").toString()).contains("applied");

        var again = restore(snapshot);
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.json().path("outcome").asText()).isEqualTo("alreadyThere");
        assertThat(made("newest")).containsOnlyKeys("1", "2", "3");
    }

    @Test
    void a_restore_is_believed_only_where_reading_back_proves_it() {
        var snapshot = registered("unproved");

        line.mode(Mode.PRETEND);
        var pretended = restore(snapshot);
        line.mode(Mode.PASS);

        assertThat(pretended.status()).as(pretended.text()).isNotEqualTo(200);
        assertThat(audit("unproved", "restore.settled").at("/0").toString()).contains("notApplied");
        assertThat(made("unproved")).containsOnlyKeys("1", "2");

        assertThat(restore(snapshot).json().path("outcome").asText()).isEqualTo("applied");
        assertThat(made("unproved")).containsOnlyKeys("1", "2", "3");
    }
}
