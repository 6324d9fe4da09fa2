package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ways to change what serves, or what was approved, without the approval that it takes. */
class WaysAroundIT extends GovernedTestCase {
    private void outcome(String model, String outcome) {
        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/promotions?model=" + model)
                        .json()
                        .at("/items/0/outcome")
                        .asText())
                .isEqualTo(outcome));
    }

    @Test
    void a_models_tag_is_a_models_tag_though_a_version_is_named_beside_it() {
        registry.model("tagged-both", 0.9, 0.9);
        direct.post(API + "registered-models/set-tag", tag("approved-by", "\"value\":\"bob\""));
        direct.post(API + "model-versions/set-tag", tag("approved", "\"value\":\"yes\",\"version\":\"1\""));

        var deleted =
                client.send("DELETE", API + "registered-models/delete-tag", tag("approved-by", "\"version\":\"2\""));
        var set =
                client.post(API + "registered-models/set-tag", tag("approved", "\"value\":\"yes\",\"version\":\"1\""));

        assertThat(deleted.status()).as(deleted.text()).isEqualTo(409);
        assertThat(set.status()).as(set.text()).isEqualTo(409);
        assertThat(direct.get(API + "registered-models/get?name=tagged-both").text())
                .contains("approved-by")
                .doesNotContain("\"yes\"");
    }

    private static String tag(String key, String more) {
        return "{\"name\":\"tagged-both\",\"key\":\"" + key + "\"," + more + "}";
    }

    @Test
    void the_artifacts_of_what_is_held_stay_as_the_reviewers_saw_them() {
        var run = direct.post(API + "runs/create", "{\"experiment_id\":\"0\"}").json();
        var id = run.at("/run/info/run_id").asText();
        var uri = run.at("/run/info/artifact_uri").asText();
        var file = "/api/2.0/mlflow-artifacts/artifacts/" + uri.replaceFirst("^mlflow-artifacts:/+", "")
                + "/model/MLmodel";
        direct.send("PUT", file, "as evaluated");
        direct.post(
                API + "runs/log-metric",
                "{\"run_id\":\"" + id + "\",\"key\":\"accuracy\",\"value\":0.95,\"timestamp\":1}");
        registry.model("swapped", 0.9);
        direct.post(
                API + "model-versions/create",
                "{\"name\":\"swapped\",\"source\":\"%s/model\",\"run_id\":\"%s\"}".formatted(uri, id));
        registry.alias("swapped", "champion", "1");
        // It has been in staging, and is there no longer: nothing serves it.
        for (var staged : new String[] {"2", "1"}) {
            var answer = client.post(API + "registered-models/alias", aliasBody("swapped", "challenger", staged));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        assertThat(champion("swapped", "2").status()).isEqualTo(409);

        var swapped = client.send("PUT", file, "something else");

        assertThat(swapped.status()).as(swapped.text()).isEqualTo(403);
        assertThat(swapped.text()).contains("wait for approval to serve registry/swapped@champion");
        var rejected = gateway.review("ann", gateway.hold("swapped"), "rejected");
        assertThat(rejected.status()).as(rejected.text()).isEqualTo(201);
        Eventually.holds(() -> {
            var free = client.send("PUT", file, "something else");
            assertThat(free.status()).as(free.text()).isEqualTo(200);
        });
    }

    @Test
    void what_was_restored_away_does_not_come_back_by_restoring_the_restore() {
        registry.model("back", 0.90, 0.95);
        registry.alias("back", "champion", "1");
        registry.alias("back", "challenger", "2");
        champion("back", "2");
        gateway.review("ann", gateway.hold("back"), "approved");
        outcome("back", "applied");
        assertThat(restoreLatest("back").status()).isEqualTo(200);
        assertThat(registry.alias("back", "champion")).contains("1");

        var again = restoreLatest("back");

        assertThat(again.status()).as(again.text()).isEqualTo(202);
        assertThat(registry.alias("back", "champion")).contains("1");
    }

    private Http.Answer restoreLatest(String model) {
        var snapshot = gateway.api("ann")
                .get("/v1/promotions?outcome=applied&model=" + model)
                .json()
                .at("/items/0/snapshot")
                .asText();
        return gateway.api("eve").post("/v1/snapshots/" + snapshot + "/restore", "{}");
    }

    @Test
    void a_reopened_hold_shows_what_has_changed_and_nothing_else() {
        registry.model("reopened", 0.90, 0.95);
        registry.alias("reopened", "champion", "1");
        registry.alias("reopened", "challenger", "2");
        champion("reopened", "2");
        var hold = gateway.hold("reopened");
        var run = registry.versions("reopened").path(0).path("run_id").asText();
        direct.post(
                API + "runs/log-metric",
                "{\"run_id\":\"" + run + "\",\"key\":\"accuracy\",\"value\":0.99,\"timestamp\":2,\"step\":1}");

        gateway.review("ann", hold, "approved");

        Eventually.holds(() -> assertThat(
                        gateway.api("ann").get("/v1/holds/" + hold).json().path("differences"))
                .hasSize(2)
                .allMatch(d -> d.asText().contains("accuracy")));
    }

    @Test
    void an_approval_of_what_others_have_done_meanwhile_ends_as_applied() {
        registry.model("done", 0.90, 0.95);
        registry.alias("done", "champion", "1");
        registry.alias("done", "challenger", "2");
        champion("done", "2");
        registry.alias("done", "champion", "2");

        gateway.review("ann", gateway.hold("done"), "approved");

        outcome("done", "applied");
        assertThat(champion("done", "2").status()).isEqualTo(200);
    }

    @Test
    void who_wants_no_waiting_need_not_wait_for_what_is_held_already() {
        registry.model("again", 0.90, 0.95);
        registry.alias("again", "champion", "1");
        registry.alias("again", "challenger", "2");
        champion("again", "2");
        var first = gateway.hold("again");

        var async = gateway.proxy()
                .with("prefer", "respond-async")
                .post(API + "registered-models/alias", aliasBody("again", "champion", "2"));
        assertThat(async.status()).as(async.text()).isEqualTo(202);
        assertThat(async.text()).contains(first);
    }

    @Test
    void the_figures_of_a_run_are_no_evidence_for_a_model_that_it_did_not_make() {
        registry.model("borrowed", 0.90, 0.95);
        registry.alias("borrowed", "champion", "1");
        var good = registry.versions("borrowed").path(0).path("run_id").asText();
        var other = registry.run(0.10);
        var logged = direct.post(
                        API + "logged-models",
                        "{\"experiment_id\":\"0\",\"name\":\"bad\",\"source_run_id\":\"" + other + "\"}")
                .json()
                .at("/model/info/model_id")
                .asText();
        var made = direct.post(
                API + "model-versions/create",
                "{\"name\":\"borrowed\",\"source\":\"models:/%s\",\"model_id\":\"%s\",\"run_id\":\"%s\"}"
                        .formatted(logged, logged, good));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        registry.alias("borrowed", "challenger", "3");

        var answer = champion("borrowed", "3");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("EVAL-001");
    }

    @Test
    void what_was_undone_past_the_gateway_is_not_said_to_be_so() {
        registry.model("undone", 0.90, 0.95);
        registry.alias("undone", "champion", "1");
        registry.alias("undone", "challenger", "2");
        champion("undone", "2");
        gateway.review("ann", gateway.hold("undone"), "approved");
        outcome("undone", "applied");
        assertThat(champion("undone", "2").status()).isEqualTo(200);
        registry.alias("undone", "champion", "1");

        var again = champion("undone", "2");

        assertThat(again.status()).as(again.text()).isEqualTo(409);
    }
}
