package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An exception from a rule is asked for, approved by the rules' owners, good for its target and its time, and taken back. */
class WaiverIT extends RollOutTestCase {
    private static final Pattern HOLD = Pattern.compile("h-\\w+");
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = gateway(set("waived", rules("not while I am here")), ", approval: { from: [ml-leads] }");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Run waive(String rule, String target) {
        return run(
                gateway,
                "policy",
                "waive",
                rule,
                "--target",
                target,
                "--for",
                "2h",
                "--reason",
                "the figure is known to be wrong");
    }

    private JsonNode promotion(String hold) {
        var id = gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .path("promotion")
                .asText();
        return gateway.api("ann").get("/v1/promotions/" + id).json();
    }

    private String granted() {
        var hold = HOLD.matcher(waive("WORD-001", "registry/fraud@champion").out())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        assertThat(gateway.review("bob", hold, "approved").status()).isEqualTo(403);
        assertThat(ask(gateway).text()).contains("not while I am here");
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);
        soon(() -> assertThat(promotion(hold).path("outcome").asText()).isEqualTo("applied"));
        return promotion(hold).path("snapshot").asText();
    }

    @Test
    void an_approved_exception_is_good_for_its_target_until_it_is_taken_back() {
        assertThat(ask(gateway).text()).contains("not while I am here");
        var snapshot = granted();
        var asked = gateway.api("ann").get("/v1/promotions?upstream=waivers").json();
        assertThat(run(gateway, "policy", "explain", asked.at("/items/0/id").asText())
                        .err())
                .contains("decided by the configuration (policy.approval), not by rules");

        assertThat(ask(gateway).status()).isEqualTo(200);
        var waivers = gateway.api("ann").get("/v1/waivers").json().path("items");
        assertThat(waivers).hasSize(1);
        assertThat(waivers.get(0).path("approvedBy").asText()).isEqualTo("ann");
        assertThat(waivers.get(0).path("askedBy").asText()).isEqualTo("bob");
        assertThat(waivers.get(0).path("active").asBoolean()).isTrue();
        assertThat(run(gateway, "policy", "waivers").out()).contains("WORD-001", "registry/fraud@champion", "ann");
        var last = gateway.api("ann")
                .get("/v1/promotions?upstream=registry")
                .json()
                .path("items");
        var story = run(gateway, "promotions", last.get(0).path("id").asText()).out();
        assertThat(story).contains("not while I am here [waived]", "decided: permit");
        assertThat(run(gateway, "policy", "explain", last.get(0).path("id").asText())
                        .out())
                .contains(
                        "registry/fraud@champion: permit, risk 0",
                        "deny [waived]: not while I am here",
                        "with Promotion");

        assertThat(gateway.api("bob")
                        .post("/v1/snapshots/" + snapshot + "/restore", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(ask(gateway, "1").text()).contains("not while I am here");
        assertThat(run(gateway, "policy", "waivers").out()).contains("there are none");
    }

    @Test
    void what_cannot_be_asked_for_is_told() {
        assertThat(waive("WORD-01", "registry/fraud@champion").err())
                .contains("there is no rule WORD-01 in force; did you mean 'WORD-001'?");
        assertThat(waive("WORD-001", "elsewhere/fraud@champion").err()).contains("one of the upstreams registry");
        assertThat(run(
                                gateway,
                                "policy",
                                "waive",
                                "WORD-001",
                                "--target",
                                "registry/a@b",
                                "--for",
                                "91d",
                                "--reason",
                                "x")
                        .err())
                .contains("at most 90 days");
        assertThat(run(
                                gateway,
                                "policy",
                                "waive",
                                "WORD-001",
                                "--target",
                                "registry/a@b",
                                "--for",
                                "1h",
                                "--reason",
                                " ")
                        .err())
                .contains("say why");
    }
}
