package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.ARTIFACTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.Registry.Stored;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Before anything is promoted it is looked whether what serves could be put back, to its files, on a real MLflow server. */
class WayBackIT extends GovernedTestCase {
    /** Two versions with a file each; the first serves, the second may. */
    private List<Stored> serving(String model) {
        registry.create(model);
        var files = List.of(registry.stored(model, "version 1"), registry.stored(model, "of version 2"));
        registry.alias(model, "champion", "1");
        registry.alias(model, "challenger", "2");
        return files;
    }

    private JsonNode promotion(String model) {
        var newest = gateway.api("ann").get("/v1/promotions?model=" + model).json();
        return gateway.api("ann")
                .get("/v1/promotions/" + newest.at("/items/0/id").asText())
                .json();
    }

    private static Optional<JsonNode> fact(JsonNode evaluated, String kind, String of) {
        return evaluated
                .at("/evidence/0/facts")
                .valueStream()
                .filter(f -> f.path("fact").asText().equals(kind)
                        && f.path("of").asText().equals(of))
                .findFirst();
    }

    private static List<String> noWayBack(JsonNode evaluated) {
        return evaluated
                .at("/evidence/0/facts")
                .valueStream()
                .filter(f -> f.path("fact").asText().equals("NoWayBack"))
                .map(f -> f.path("why").asText())
                .toList();
    }

    @Test
    void the_files_of_both_versions_are_evidence_and_those_that_served_are_in_the_snapshot() {
        serving("kept");

        champion("kept", "2");
        gateway.review("ann", gateway.hold("kept"), "approved");
        Eventually.holds(() -> assertThat(registry.alias("kept", "champion")).contains("2"));

        var evaluated = promotion("kept");
        var live = fact(evaluated, "Artifacts", "baseline").orElseThrow();
        assertThat(live.path("files").asInt()).isOne();
        assertThat(live.path("bytes").asInt()).isEqualTo("version 1".length());
        var candidate = fact(evaluated, "Artifacts", "candidate").orElseThrow();
        assertThat(candidate.path("bytes").asInt()).isEqualTo("of version 2".length());
        assertThat(candidate.path("digest")).isNotEqualTo(live.path("digest"));
        assertThat(noWayBack(evaluated)).isEmpty();
        var snapshot = gateway.api("ann")
                .get("/v1/snapshots/" + evaluated.path("snapshot").asText())
                .json();
        assertThat(snapshot.at("/targets/0/artifacts")).isEqualTo(live.path("digest"));
    }

    @Test
    void what_could_not_be_put_back_is_held_and_says_why() {
        var files = serving("lost");
        direct.send("DELETE", ARTIFACTS + files.getFirst().path(), "");

        champion("lost", "2");

        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + gateway.hold("lost"))
                        .json()
                        .path("findings")
                        .toString())
                .contains("RISK-013", "there would be no way back: MLflow lists no files of version 1");
    }

    @Test
    void a_run_that_is_deleted_takes_the_files_with_it_some_day() {
        var files = serving("forgotten");
        direct.post(API + "runs/delete", "{\"run_id\":\"" + files.getFirst().run() + "\"}");

        champion("forgotten", "2");

        assertThat(noWayBack(promotion("forgotten")))
                .containsExactly(
                        "the run that made version 1 is deleted, and its files go with it at the next mlflow gc");
    }

    @Test
    void files_that_are_changed_around_the_gateway_while_it_is_held_send_it_back_to_its_reviewers() {
        var files = serving("refilled");
        champion("refilled", "2");
        var hold = gateway.hold("refilled");
        direct.send("PUT", ARTIFACTS + files.getLast().path(), "something else altogether");

        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);

        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .path("differences")
                        .toString())
                .contains("Artifacts", "candidate"));
        assertThat(registry.alias("refilled", "champion")).contains("1");
    }

    @Test
    void that_a_version_which_serves_is_deleted_is_said_to_be_for_good() {
        serving("taken");

        client.send("DELETE", API + "model-versions/delete", "{\"name\":\"taken\",\"version\":\"1\"}");

        assertThat(noWayBack(promotion("taken")))
                .containsExactly("version 1 is deleted, and MLflow does not make it again");
    }

    @Test
    void files_that_mlflow_does_not_list_are_unavailable_and_stop_nothing() {
        registry.model("elsewhere", 0.90, 0.95);
        registry.alias("elsewhere", "champion", "1");
        registry.alias("elsewhere", "challenger", "2");

        champion("elsewhere", "2");

        var evaluated = promotion("elsewhere");
        assertThat(evaluated.at("/evidence/0/facts").toString())
                .contains("MLflow does not list what is neither served by it nor of a run");
        assertThat(noWayBack(evaluated)).isEmpty();
        assertThat(evaluated.path("findings").toString()).doesNotContain("RISK-013");
    }
}
