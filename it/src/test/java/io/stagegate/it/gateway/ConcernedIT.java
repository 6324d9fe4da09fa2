package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whom a change concerns: which groups may review it, and who asked for it and is told what became of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConcernedIT {
    private static final String RULES = """
            rule "Some are riskier"
              @id("RISK-001") @owner("tests")
            when
              Promotion( model matches ".*risky.*" )
            then
              risk.add(50, "a test wants it so");
            end

            rule "Risk has to look at it"
              @id("ONE-001") @owner("tests")
            when
              Promotion( environment == "production", model not matches "two-.*" )
            then
              decision.hold("risk has to look", approvals(1).from("risk"));
            end

            rule "Two have to look at it"
              @id("TWO-001") @owner("tests")
            when
              Promotion( environment == "production", model matches "two-.*" )
            then
              decision.hold("two have to look", approvals(1).from("risk").and(approvals(1).from("ml-leads")));
            end

            rule "Never"
              @id("NEVER-001") @owner("tests")
            when
              Promotion( model == "never" )
            then
              decision.deny("not this one");
            end
            """;

    private StandIn registry;
    private SlackStandIn slack;
    private Receiver receiver;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start(Map.of("mia", "mia-password", "ann", "ann-password", "ci-bot", "ci-bot-password"));
        slack = SlackStandIn.start();
        receiver = Receiver.start();
        gateway = TestGateway.start(TestGateway.Setup.open(data, registry.url())
                .policy(Policies.set(data, "permit", RULES))
                .requester("{ from: basic }")
                .more("    reads: { username: mia, password: mia-password }")
                .people("""
                        - { id: ann, token: ann-token, slack: UANN, identities: ["registry:ann"], owns: ["registry:ci-bot"] }
                        - { id: bob, groups: [risk, ml-leads], token: bob-token, slack: UBOB }
                        - { id: eve, groups: [ml-leads], token: eve-token }
                        """)
                .database("""
                        groups: [{ name: risk, environments: [production], models: ["*fraud*"], risk: { atLeast: 40 } }]
                        webhooks:
                          - { name: direct, format: slack, slack: { direct: true, botToken: %s, api: "%s" }, private: true }
                          - { name: anns, format: teams, url: "%s/anns", requestedBy: [ann], private: true }
                          - { name: bobs, url: "%s/bobs", secret: %s, events: ["*"], requestedBy: [bob], private: true }
                        """.formatted(
                                SlackStandIn.TOKEN,
                                slack.url(),
                                receiver.url(),
                                receiver.url(),
                                WebhookTestCase.secret(WebhookTestCase.BOT))));
    }

    @AfterAll
    void stop() {
        gateway.close();
        receiver.close();
        slack.close();
        registry.close();
    }

    private Http.Answer champion(String person, String model, String version) {
        return Http.at(gateway.url())
                .basic(person, person + "-password")
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", version));
    }

    private String held(String person, String model) {
        var models = new Registry(Http.at(registry.url()).basic("mia", "mia-password"));
        models.model(model, 0.90, 0.95, 0.97);
        models.alias(model, "champion", "1");
        assertThat(champion(person, model, "2").status()).isEqualTo(409);
        return gateway.hold(model);
    }

    private JsonNode hold(String id) {
        return gateway.api("bob").get("/v1/holds/" + id).json();
    }

    /** The last direct message about something, waited for. */
    private JsonNode told(String about, String says) {
        Eventually.holds(
                () -> assertThat(slack.calls("chat.postMessage")).anyMatch(c -> says(c, about) && says(c, says)));
        return slack.calls("chat.postMessage").stream()
                .filter(c -> says(c, about) && says(c, says))
                .toList()
                .getLast()
                .body();
    }

    private static boolean says(SlackStandIn.Said said, String text) {
        return said.body().toString().contains(text);
    }

    @Test
    void a_group_fills_its_place_for_what_is_within_its_scope() {
        var hold = held("mia", "risky-fraud");

        assertThat(hold(hold).at("/places/0/people/0").asText()).isEqualTo("bob");
        assertThat(hold(hold).at("/places/0/people")).hasSize(1);
        assertThat(hold(hold).has("unfillable")).isFalse();
        assertThat(gateway.review("bob", hold, "approved")
                        .json()
                        .path("holdState")
                        .asText())
                .isEqualTo("approved");
        Eventually.holds(() -> assertThat(hold(hold).path("state").asText()).isEqualTo("released"));
    }

    @Test
    void outside_of_it_a_review_is_refused_with_the_reason_and_nobody_could_give_it() {
        for (var model : new String[] {"risky-churn", "tame-fraud"}) {
            var hold = held("mia", model);

            var approved = gateway.review("bob", hold, "approved");
            var rejected = gateway.review("bob", hold, "rejected");

            assertThat(approved.status()).isEqualTo(403);
            assertThat(approved.json().path("detail").asText())
                    .contains("bob is in risk, but risk reviews only production, models *fraud*, risk from 40 on")
                    .contains("this is " + model + " in production with a risk of");
            assertThat(rejected.status()).isEqualTo(403);
            assertThat(hold(hold).path("state").asText()).isEqualTo("pending");
            assertThat(hold(hold).at("/places/0/people")).isEmpty();
            assertThat(hold(hold).at("/unfillable/0").asText()).isEqualTo("1 of risk");
            assertThat(gateway.api("bob")
                            .get("/v1/audit?type=hold.opened&model=" + model)
                            .json()
                            .at("/items/0/record/unfillable/0")
                            .asText())
                    .isEqualTo("1 of risk");
            assertThat(Run.of(environment("bob"), "holds", hold).out())
                    .contains("may       1 of risk: nobody who is known")
                    .contains("NOBODY    can give 1 of risk");
        }
    }

    @Test
    void who_fills_another_place_is_told_that_it_is_not_that_one() {
        var hold = held("mia", "two-churn");

        var answer = gateway.review("bob", hold, "approved");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().at("/outside/0").asText()).isEqualTo("risk");
        assertThat(answer.json().path("holdState").asText()).isEqualTo("pending");
        assertThat(hold(hold).at("/reviews/0/outside/0").asText()).isEqualTo("risk");
        assertThat(hold(hold).at("/missing/0/text").asText()).isEqualTo("1 of risk");
        assertThat(gateway.review("eve", hold, "approved")
                        .json()
                        .path("holdState")
                        .asText())
                .isEqualTo("pending");
    }

    private Map<String, String> environment(String person) {
        return Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", person + "-token");
    }

    @Test
    void who_asked_is_told_who_rejected_it_and_why_and_nobody_else_is() {
        var hold = held("ann", "risky-fraud-rejected");
        gateway.review("bob", hold, "rejected");

        var message = told(hold, "*rejected*");
        var card = receiver.first(m -> m.path().equals("/anns") && m.body().contains(hold));

        assertThat(message.path("channel").asText()).isEqualTo("UANN");
        assertThat(message.toString()).contains("bob rejected it: by test").doesNotContain("\"approve\"");
        assertThat(card.body()).contains("hold.rejected", "bob rejected it: by test");
        assertThat(slack.calls("chat.postMessage"))
                .allMatch(c -> c.body().path("channel").asText().equals("UANN"));
        assertThat(receiver.messages(m -> m.path().equals("/bobs"))).isEmpty();
        assertThat(receiver.messages(m -> m.body().contains("\"callback\""))).isEmpty();
    }

    @Test
    void the_owner_of_a_service_account_is_told_of_what_it_asked_for() {
        var hold = held("ci-bot", "risky-fraud-applied");
        gateway.review("bob", hold, "approved");

        var message = told("risky-fraud-applied", "*applied*");

        assertThat(message.path("channel").asText()).isEqualTo("UANN");
        assertThat(slack.calls("chat.postMessage"))
                .noneMatch(c -> says(c, "risky-fraud-applied") && says(c, "waits for approval"));
        assertThat(receiver.first(m -> m.path().equals("/anns") && m.body().contains("promotion.applied"))
                        .body())
                .contains("registry/risky");
    }

    @Test
    void every_other_end_is_told_too() {
        var reopened = held("ann", "risky-fraud-moved");
        new Registry(Http.at(registry.url()).basic("mia", "mia-password")).alias("risky-fraud-moved", "champion", "3");
        gateway.review("bob", reopened, "approved");
        var cancelled = held("ann", "risky-fraud-back");
        gateway.api("ann").post("/v1/holds/" + cancelled + "/cancel", "{}");
        new Registry(Http.at(registry.url()).basic("mia", "mia-password")).model("never", 0.9);
        champion("ann", "never", "1");

        assertThat(told(reopened, "waits for approval").toString())
                .contains("Changed since it was approved", "risky-fraud-moved");
        assertThat(told(cancelled, "*cancelled*").path("channel").asText()).isEqualTo("UANN");
        assertThat(told("never", "denied by the rules").toString()).contains("not this one");
    }

    @Test
    void whoever_has_no_address_is_told_nothing() {
        var hold = held("mia", "risky-fraud-mia");
        gateway.review("bob", hold, "rejected");
        var after = held("ann", "risky-fraud-after");
        gateway.review("bob", after, "rejected");

        told(after, "*rejected*");
        assertThat(slack.calls("chat.postMessage")).noneMatch(c -> says(c, hold));
        assertThat(receiver.messages(m -> m.body().contains(hold))).isEmpty();
    }
}
