package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What targets serve and have served, by which hand: asked for at any time, and changes around the gateway are found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetsIT {
    private static final byte[] KEY = "the key that receiver and gateway share".getBytes(StandardCharsets.UTF_8);
    private static final String RULES = """
            rule "Critical ones need a lead"
              @id("LEAD-001") @owner("tests")
            when
              Promotion( environment == "production", model matches "held.*" )
            then
              decision.hold("a lead has to look", approvals(1).from("ml-leads"));
            end
            """;

    private StandIn standIn;
    private Registry registry;
    private Receiver receiver;
    private TestGateway gateway;
    private TestGateway.Setup setup;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        standIn = StandIn.start();
        registry = standIn.registry();
        receiver = Receiver.start();
        setup = TestGateway.Setup.open(data, standIn.url())
                .policy(Policies.set(data, "permit", RULES))
                .database("""
                        drift: { every: 1s }
                        webhooks:
                          - { name: bot, url: "%s/bot", secret: %s, events: [target.drifted], private: true }
                        """.formatted(receiver.url(), WebhookTestCase.secret(KEY)));
        registry.model("found", 0.9, 0.9);
        registry.alias("found", "champion", "1");
        gateway = TestGateway.start(setup);
    }

    @AfterAll
    void stop() {
        gateway.close();
        receiver.close();
        standIn.close();
    }

    private Http.Answer champion(String model, String version) {
        return gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", version));
    }

    private JsonNode target(String query) {
        return gateway.api("ann").get("/v1/targets?" + query).json().at("/items/0");
    }

    private JsonNode history(String name) {
        var id = target("target=" + name).path("id").asText();
        return gateway.api("ann").get("/v1/targets/" + id + "/history").json().path("items");
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private void knownOf(String name, String how) {
        Eventually.holds(() ->
                assertThat(target("target=" + name).path("known").asText()).isEqualTo(how));
    }

    private long alarms(String name) {
        return gateway.api("ann")
                .get("/v1/audit?type=target.drifted&limit=500")
                .json()
                .path("items")
                .valueStream()
                .filter(r -> r.at("/record/target").asText().equals(name))
                .count();
    }

    @Test
    void what_is_found_is_adopted_without_alarm_and_unknown_before() {
        knownOf("registry/found@champion", "adopted");

        var found = target("target=registry/found@champion");
        assertThat(texts(found.path("versions"))).containsExactly("1");
        assertThat(found.path("environment").asText()).isEqualTo("production");
        assertThat(alarms("registry/found@champion")).isZero();
        var before = target("target=registry/found@champion&at=2020-01-01T00:00:00Z");
        assertThat(before.path("known").asText()).isEqualTo("unknown");
        assertThat(before.path("knownSince")).isEqualTo(found.path("since"));
        assertThat(gateway.run("targets", "--at", "2020-01-01T00:00:00Z").out())
                .contains("registry/found@champion")
                .contains("unknown before " + found.path("since").asText());
    }

    @Test
    void a_promotion_and_its_restore_are_known_with_who_let_them_in() {
        registry.model("held", 0.9, 0.9);
        registry.alias("held", "champion", "1");
        knownOf("registry/held@champion", "adopted");
        var adopted = Instant.now();
        champion("held", "2");
        assertThat(gateway.review("ann", gateway.hold("held"), "approved").status())
                .isEqualTo(201);
        knownOf("registry/held@champion", "forwarded");
        var promoted = target("target=registry/held@champion");
        var moment = Instant.parse(promoted.path("since").asText());

        assertThat(texts(promoted.path("versions"))).containsExactly("2");
        assertThat(texts(promoted.path("approvedBy"))).containsExactly("ann");
        assertThat(promoted.path("policy").asText()).startsWith("sha256:");
        assertThat(texts(target("target=registry/held@champion&at=" + adopted).path("versions")))
                .containsExactly("1");
        assertThat(texts(target("target=registry/held@champion&at=" + moment).path("versions")))
                .containsExactly("2");

        assertThat(gateway.restore("", "held", "ann", false).status()).isEqualTo(200);
        knownOf("registry/held@champion", "readBack");
        var rows = history("registry/held@champion");
        assertThat(rows.valueStream().map(r -> r.path("known").asText()))
                .containsExactly("readBack", "forwarded", "adopted");
        assertThat(rows.get(0).path("kind").asText()).isEqualTo("restore");
        assertThat(rows.get(0).path("until").isMissingNode()).isTrue();
        assertThat(rows.get(1).path("until")).isEqualTo(rows.get(0).path("since"));
        assertThat(texts(rows.get(1).path("before"))).containsExactly("1");
        assertThat(gateway.run("history", "registry/held@champion").out())
                .contains("restore " + rows.get(0).path("promotion").asText() + ", read back")
                .contains("promotion " + rows.get(1).path("promotion").asText())
                .contains("found so");
        assertThat(alarms("registry/held@champion")).isZero();
    }

    @Test
    void a_change_around_the_gateway_is_found_once_and_told() {
        var name = "registry/around@champion";
        registry.model("around", 0.9, 0.9, 0.9);
        registry.alias("around", "champion", "1");
        assertThat(champion("around", "2").status()).isEqualTo(200);
        knownOf(name, "forwarded");
        var promotion = target("target=" + name).path("promotion").asText();

        registry.alias("around", "champion", "3");
        knownOf(name, "drifted");

        var told =
                receiver.first(m -> m.json().at("/data/target/target").asText().equals(name));
        assertThat(told.type()).isEqualTo("target.drifted");
        assertThat(texts(told.json().at("/data/target/before"))).containsExactly("2");
        assertThat(texts(told.json().at("/data/target/versions"))).containsExactly("3");
        assertThat(told.json().at("/data/target/lastPromotion").asText()).isEqualTo(promotion);
        assertThat(told.json().at("/data/url").asText()).startsWith(gateway.apiUrl() + "/v1/targets/t-");
        assertThat(gateway.run("targets", "--drifted").out()).contains(name).contains("CHANGED AROUND THE GATEWAY");
        assertThat(gateway.run("status").out()).contains("changed around the gateway: see targets --drifted");
        Eventually.holds(() -> assertThat(gateway.operations().get("/metrics").text())
                .containsPattern("stagegate_target_drifts_total\\{upstream=\"registry\"\\} [1-9]")
                .containsPattern("stagegate_targets_drifted [1-9]"));

        registry.model("later", 0.9);
        registry.alias("later", "champion", "1");
        knownOf("registry/later@champion", "adopted");
        assertThat(alarms(name)).isOne();
        assertThat(champion("around", "1").status()).isEqualTo(200);
        knownOf(name, "forwarded");
        assertThat(alarms(name)).isOne();
    }

    @Test
    void what_a_promotion_finds_that_nobody_knew_of_is_a_change_around_the_gateway_too() {
        var name = "registry/quick@champion";
        registry.model("quick", 0.9, 0.9, 0.9);
        registry.alias("quick", "champion", "1");
        assertThat(champion("quick", "2").status()).isEqualTo(200);
        knownOf(name, "forwarded");

        registry.alias("quick", "champion", "3");
        assertThat(champion("quick", "1").status()).isEqualTo(200);
        knownOf(name, "forwarded");

        Eventually.holds(() -> assertThat(history(name)
                        .valueStream()
                        .limit(3)
                        .map(r -> r.path("known").asText()))
                .containsExactly("forwarded", "drifted", "forwarded"));
        assertThat(alarms(name)).isOne();
    }

    @Test
    void a_target_that_is_taken_away_serves_nothing_and_a_restart_changes_nothing() throws StartException {
        var name = "registry/gone@champion";
        registry.model("gone", 0.9);
        registry.alias("gone", "champion", "1");
        knownOf(name, "adopted");

        Http.at(standIn.url())
                .send("DELETE", API + "registered-models/alias", "{\"name\":\"gone\",\"alias\":\"champion\"}");
        knownOf(name, "drifted");
        assertThat(target("target=" + name).path("versions")).isEmpty();
        assertThat(gateway.run("history", name).out()).contains("nothing");

        gateway.close();
        gateway = TestGateway.start(setup);
        registry.model("after", 0.9);
        registry.alias("after", "champion", "1");
        knownOf("registry/after@champion", "adopted");
        assertThat(alarms(name)).isOne();
        assertThat(history(name)).hasSize(2);
    }

    @Test
    void what_cannot_be_asked_is_told() {
        knownOf("registry/found@champion", "adopted");

        assertThat(gateway.api("ann").get("/v1/targets?at=yesterday").status()).isEqualTo(400);
        assertThat(gateway.api("ann").get("/v1/targets?cursor=x").status()).isEqualTo(400);
        assertThat(gateway.api("ann").get("/v1/targets/t-0/history").status()).isEqualTo(404);
        assertThat(Http.at(gateway.apiUrl()).get("/v1/targets").status()).isEqualTo(401);
        assertThat(gateway.run("history", "registry/fund@champion").err())
                .contains("nothing is known of a target registry/fund@champion")
                .contains("did you mean 'registry/found@champion'?");
        assertThat(gateway.run("targets", "--at", "yesterday").err()).contains("--at yesterday is no time");
        assertThat(gateway.run("targets", "--model", "nobody").err()).contains("there are no such targets");
    }
}
