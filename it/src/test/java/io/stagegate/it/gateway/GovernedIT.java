package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static io.stagegate.it.gateway.Registry.stageBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is governed on a real MLflow server, and what becomes of it. */
class GovernedIT extends GovernedTestCase {
    @Test
    void an_alias_that_serves_no_environment_passes() {
        registry.model("free", 0.9);

        var answer = client.post(API + "registered-models/alias", aliasBody("free", "mine", "1"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(registry.alias("free", "mine")).contains("1");
    }

    @Test
    void a_version_that_was_never_in_staging_is_denied_and_nothing_changes() {
        registry.model("unstaged", 0.9, 0.95);
        registry.alias("unstaged", "champion", "1");

        var answer = champion("unstaged", "2");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("error_code").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(answer.json().path("message").asText())
                .contains("STAGE-001", "never been in staging", "Remedy: ", gateway.apiUrl() + "/v1/promotions/p-");
        assertThat(registry.alias("unstaged", "champion")).contains("1");
    }

    @Test
    void a_version_without_an_evaluation_is_denied() {
        registry.create("unmeasured");
        var source = "{\"name\":\"unmeasured\",\"source\":\"s3://bucket/x\"}";
        client.post(API + "model-versions/create", source);
        registry.alias("unmeasured", "challenger", "1");

        assertThat(champion("unmeasured", "1").text()).contains("EVAL-001");
    }

    @Test
    void a_version_that_falls_behind_is_denied_with_both_figures() {
        registry.model("behind", 0.95, 0.90);
        registry.alias("behind", "champion", "1");
        registry.alias("behind", "challenger", "2");

        assertThat(champion("behind", "2").text()).contains("EVAL-002", "accuracy 0.9 is below the serving 0.95");
        assertThat(registry.alias("behind", "champion")).contains("1");
    }

    @Test
    void a_hold_is_approved_by_the_right_people_only_and_then_happens_once() {
        registry.model("held", 0.90, 0.95);
        registry.alias("held", "champion", "1");
        registry.alias("held", "challenger", "2");

        var answer = champion("held", "2");
        var hold = gateway.hold("held");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("error_code").asText()).isEqualTo("RESOURCE_CONFLICT");
        assertThat(answer.json().path("message").asText())
                .contains(hold, "APPR-002", "1 of ml-leads", gateway.apiUrl() + "/v1/holds/" + hold);
        assertThat(registry.alias("held", "champion")).contains("1");
        assertThat(gateway.review("eve", hold, "approved").status()).isEqualTo(403);
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);
        Eventually.holds(() -> assertThat(registry.alias("held", "champion")).contains("2"));
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(409);
        assertThat(champion("held", "2").status()).isEqualTo(200);
        assertThat(gateway.api("ann").get("/v1/promotions?model=held").json().path("items"))
                .hasSize(1);
    }

    @Test
    void a_rejected_hold_says_so_to_the_same_request() {
        registry.model("rejected", 0.90, 0.95);
        registry.alias("rejected", "champion", "1");
        registry.alias("rejected", "challenger", "2");
        champion("rejected", "2");

        gateway.review("ann", gateway.hold("rejected"), "rejected");

        assertThat(champion("rejected", "2").text()).contains("was rejected by ann", "by test");
        assertThat(registry.alias("rejected", "champion")).contains("1");
    }

    @Test
    void what_reviewers_have_not_seen_is_not_released() {
        registry.model("moved", 0.90, 0.95, 0.93);
        registry.alias("moved", "champion", "1");
        registry.alias("moved", "challenger", "2");
        champion("moved", "2");
        var hold = gateway.hold("moved");

        registry.alias("moved", "champion", "3");
        gateway.review("ann", hold, "approved");

        Eventually.holds(() -> {
            var now = gateway.api("ann").get("/v1/holds/" + hold).json();
            assertThat(now.path("state").asText()).isEqualTo("pending");
            assertThat(now.path("differences")).isNotEmpty();
            assertThat(now.at("/reviews/0/counts").asBoolean(true)).isFalse();
        });
        assertThat(registry.alias("moved", "champion")).contains("3");
    }

    @Test
    void a_restore_deletes_an_alias_that_was_not_there_before() {
        registry.model("fresh", 0.95);
        registry.alias("fresh", "challenger", "1");
        champion("fresh", "1");
        var hold = gateway.hold("fresh");
        gateway.review("ann", hold, "approved");
        gateway.review("bob", hold, "approved");
        Eventually.holds(() -> assertThat(registry.alias("fresh", "champion")).contains("1"));

        var restored = restore("fresh", "ann", false);

        assertThat(restored.status()).as(restored.text()).isEqualTo(200);
        assertThat(registry.alias("fresh", "champion")).isEmpty();
        assertThat(registry.versionCount("fresh")).isEqualTo(1);
    }

    @Test
    void a_restore_brings_back_every_version_that_a_transition_archived() {
        registry.model("staged", 0.90, 0.91, 0.95);
        registry.stage("staged", "1", "Production");
        registry.stage("staged", "2", "Production");
        registry.stage("staged", "3", "Staging");
        client.post(API + "model-versions/transition-stage", stageBody("staged", "3", "Production", true));
        var hold = gateway.hold("staged");
        gateway.review("ann", hold, "approved");
        gateway.review("bob", hold, "approved");
        Eventually.holds(() -> assertThat(registry.stages("staged"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("1", "Archived", "2", "Archived", "3", "Production")));

        assertThat(restore("staged", "ann", false).status()).isEqualTo(200);
        assertThat(registry.stages("staged"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("1", "Production", "2", "Production", "3", "Staging"));
    }

    @Test
    void rules_see_since_when_and_until_when_a_version_served_and_that_it_was_taken_back() {
        registry.model("dated", 0.90, 0.95);
        registry.alias("dated", "champion", "1");
        client.post(API + "registered-models/alias", aliasBody("dated", "challenger", "2"));
        champion("dated", "2");
        gateway.review("ann", gateway.hold("dated"), "approved");
        // MLflow shows it a moment before it is recorded, and what is restored is the last that is.
        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/promotions?outcome=applied&model=dated")
                        .json()
                        .path("items"))
                .hasSize(2));
        assertThat(restore("dated", "ann", false).status()).isEqualTo(200);

        var answer = champion("dated", "2");

        var asked = gateway.api("ann").get("/v1/promotions?model=dated").json().at("/items/0/id");
        var promotion =
                gateway.api("ann").get("/v1/promotions/" + asked.asText()).json();
        var facts = promotion.at("/evidence/0/facts");
        assertThat(promotion.path("restore").isMissingNode()).as(answer.text()).isTrue();
        var staging = the("Deployment", "candidate", "staging", facts);
        var candidate = the("Deployment", "candidate", "production", facts);
        var baseline = the("Deployment", "baseline", "production", facts);
        var rollback = the("Rollback", "", "production", facts);
        assertThat(staging.path("current").asBoolean()).isTrue();
        assertThat(candidate.path("current").asBoolean()).isFalse();
        assertThat(baseline.path("current").asBoolean()).isTrue();
        assertThat(rollback.path("version").asText()).isEqualTo("2");
        assertThat(Stream.of(
                                staging.path("since"),
                                candidate.path("since"),
                                candidate.path("until"),
                                rollback.path("at"))
                        .map(time -> Instant.parse(time.asText())))
                .isSorted();
        assertThat(baseline.path("since")).isEqualTo(rollback.path("at"));
        assertThat(staging.has("until") || baseline.has("until")).isFalse();
        assertThat(the("Metric", "candidate", "", facts).path("at").asText()).isEqualTo("1970-01-01T00:00:00.001Z");
    }

    private static JsonNode the(String kind, String of, String environment, JsonNode facts) {
        return facts.valueStream()
                .filter(f -> f.path("fact").asText().equals(kind))
                .filter(f -> f.path("of").asText().equals(of))
                .filter(f -> f.path("environment").asText().equals(environment))
                .findFirst()
                .orElseThrow(() -> new AssertionError(facts.toPrettyString()));
    }

    @Test
    void a_target_that_has_moved_on_is_not_restored_but_by_force() {
        registry.model("moving", 0.90, 0.95, 0.96);
        registry.alias("moving", "champion", "1");
        registry.alias("moving", "challenger", "2");
        champion("moving", "2");
        gateway.review("ann", gateway.hold("moving"), "approved");
        Eventually.holds(() -> assertThat(registry.alias("moving", "champion")).contains("2"));
        registry.alias("moving", "champion", "3");

        assertThat(restore("moving", "bob", false).status()).isEqualTo(409);
        assertThat(registry.alias("moving", "champion")).contains("3");
        assertThat(restore("moving", "ann", true).status()).isEqualTo(403);
        assertThat(restore("moving", "bob", true).status()).isEqualTo(200);
        assertThat(registry.alias("moving", "champion")).contains("1");
    }

    private Http.Answer restore(String model, String person, boolean force) {
        return gateway.restore("", model, person, force);
    }

    @Test
    void deleting_what_serves_needs_two_people_and_other_versions_go() {
        registry.model("deleted", 0.90, 0.95);
        registry.alias("deleted", "champion", "1");

        var serving = client.send("DELETE", API + "model-versions/delete", "{\"name\":\"deleted\",\"version\":\"1\"}");
        var other = client.send("DELETE", API + "model-versions/delete", "{\"name\":\"deleted\",\"version\":\"2\"}");

        assertThat(serving.status()).isEqualTo(409);
        assertThat(serving.text()).contains("1 of ml-leads", "1 of risk");
        assertThat(other.status()).isEqualTo(200);
        assertThat(registry.stages("deleted")).containsOnlyKeys("1");
    }

    @Test
    void a_model_that_serves_is_not_renamed_or_deleted_without_approval() {
        registry.model("named", 0.90);
        registry.alias("named", "champion", "1");

        var renamed = client.post(API + "registered-models/rename", "{\"name\":\"named\",\"new_name\":\"other\"}");
        var deleted = client.send("DELETE", API + "registered-models/delete", "{\"name\":\"named\"}");

        assertThat(renamed.status()).isEqualTo(409);
        assertThat(deleted.status()).isEqualTo(409);
        assertThat(registry.alias("named", "champion")).contains("1");
    }

    @Test
    void a_protected_tag_is_held_and_others_are_not() {
        registry.model("tagged", 0.90);

        var held = client.post(
                API + "model-versions/set-tag",
                "{\"name\":\"tagged\",\"version\":\"1\",\"key\":\"approved.by\",\"value\":\"me\"}");
        var free = client.post(
                API + "model-versions/set-tag",
                "{\"name\":\"tagged\",\"version\":\"1\",\"key\":\"note\",\"value\":\"me\"}");

        assertThat(held.status()).isEqualTo(409);
        assertThat(held.text()).contains("TAG-001");
        assertThat(free.status()).isEqualTo(200);
    }

    @Test
    void other_routers_are_refused_and_recorded() {
        var answer = client.post("/ajax-api/3.0/mlflow/mcp-servers", "{\"name\":\"x\"}");

        assertThat(answer.status()).isEqualTo(403);
        Eventually.holds(() -> assertThat(
                        gateway.api("ann").get("/v1/audit?type=request.refused").text())
                .contains("mcp-servers"));
    }

    @Test
    void what_is_missing_is_told_as_mlflow_tells_it() {
        registry.model("known", 0.9);

        assertThat(champion("known", "77").json().path("error_code").asText()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
        assertThat(champion("unknown", "1").status()).isEqualTo(404);
    }
}
