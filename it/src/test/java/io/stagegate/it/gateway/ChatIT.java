package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Holds in chats: Slack with buttons that decide, Microsoft Teams with a link. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatIT {
    private static final String PRESSED = "/v1/webhooks/chat/interactions";
    private static final String RULES = """
            rule "One has to look at it"
              @id("ONE-001") @owner("tests")
            when
              Promotion( environment == "production" )
            then
              decision.hold("look at <!channel> & *this*", approvals(1).from("ml-leads"));
            end
            """;

    private StandIn registry;
    private SlackStandIn slack;
    private Receiver teams;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start();
        slack = SlackStandIn.start();
        teams = Receiver.start();
        gateway = TestGateway.start(TestGateway.Setup.open(data, registry.url())
                .policy(Policies.set(data, "permit", RULES))
                .database("""
                        webhooks:
                          - name: chat
                            format: slack
                            slack: { channel: C024BE91L, botToken: %s, signingSecret: %s, api: "%s" }
                            events: [hold.created, promotion.applied]
                            decides: [ann, bob]
                            restores: [ann]
                            private: true
                          - { name: cards, format: teams, url: "%s/workflow?sig=secret", events: [hold.created], private: true }
                        """.formatted(SlackStandIn.TOKEN, SlackStandIn.SECRET, slack.url(), teams.url())));
    }

    @AfterAll
    void stop() {
        gateway.close();
        teams.close();
        slack.close();
        registry.close();
    }

    private String held(String model) {
        registry.registry().model(model, 0.90, 0.95);
        registry.registry().alias(model, "champion", "1");
        gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", "2"));
        return gateway.hold(model);
    }

    private static boolean isOf(SlackStandIn.Said said, String hold) {
        return said.body().toString().contains(hold);
    }

    private JsonNode posted(String hold) {
        Eventually.holds(() -> assertThat(slack.calls("chat.postMessage")).anyMatch(c -> isOf(c, hold)));
        return slack.calls("chat.postMessage").stream()
                .filter(c -> isOf(c, hold))
                .findFirst()
                .orElseThrow()
                .body();
    }

    private JsonNode lastUpdate(String hold, String contains) {
        Eventually.holds(() -> assertThat(slack.calls("chat.update"))
                .anyMatch(c -> isOf(c, hold) && c.body().toString().contains(contains)));
        return slack.calls("chat.update").stream()
                .filter(c -> isOf(c, hold))
                .toList()
                .getLast()
                .body();
    }

    private static JsonNode button(JsonNode message, String action) {
        return StreamSupport.stream(message.path("blocks").spliterator(), false)
                .filter(b -> b.path("type").asText().equals("actions"))
                .flatMap(b -> StreamSupport.stream(b.path("elements").spliterator(), false))
                .filter(e -> e.path("action_id").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private Http.Answer press(String user, JsonNode button, String comment, String secret, long seconds) {
        var body = SlackStandIn.pressed(user, button, comment);
        var http = Http.at(gateway.apiUrl());
        for (var header : SlackStandIn.signed(body, seconds, secret).entrySet()) {
            http = http.with(header.getKey(), header.getValue());
        }
        return http.post(PRESSED, body);
    }

    private Http.Answer press(String user, JsonNode button, String comment) {
        return press(user, button, comment, SlackStandIn.SECRET, Instant.now().getEpochSecond());
    }

    private JsonNode hold(String id) {
        return gateway.api("ann").get("/v1/holds/" + id).json();
    }

    @Test
    void a_button_decides_and_the_message_then_shows_who_and_why() {
        var hold = held("pressed");
        var message = posted(hold);

        assertThat(slack.calls("chat.postMessage").getFirst().authorization())
                .isEqualTo("Bearer " + SlackStandIn.TOKEN);
        assertThat(message.path("channel").asText()).isEqualTo("C024BE91L");
        assertThat(message.toString())
                .contains("registry/pressed@champion 1 → 2", "accuracy 0.95 (serves now: 0.9)", "1 of ml-leads");
        assertThat(press("UANN", button(message, "reject"), "not <@U1> & now").status())
                .isEqualTo(200);

        Eventually.holds(() -> assertThat(hold(hold).path("state").asText()).isEqualTo("rejected"));
        assertThat(hold(hold).at("/reviews/0/reviewer").asText()).isEqualTo("ann");
        assertThat(hold(hold).at("/reviews/0/via").asText()).isEqualTo("chat");
        var updated = lastUpdate(hold, "*rejected*");
        assertThat(updated.path("ts").asText()).isNotEmpty();
        assertThat(updated.toString())
                .contains("ann rejected it: not &lt;@U1&gt; &amp; now")
                .doesNotContain("\"approve\"");
    }

    @Test
    void it_is_updated_however_it_was_decided() {
        var hold = held("elsewhere");
        posted(hold);

        gateway.review("ann", hold, "approved");

        assertThat(lastUpdate(hold, "approved and released").toString()).contains("ann approved it: by test");
    }

    @Test
    void text_of_users_mentions_nobody() {
        var hold = held("escaped");

        assertThat(posted(hold).toString())
                .contains("look at &lt;!channel&gt; &amp; *this*")
                .doesNotContain("<!channel>");
    }

    @Test
    void who_is_not_known_or_may_not_is_told_so_and_decides_nothing() {
        var hold = held("unknown");
        var approve = button(posted(hold), "approve");

        assertThat(press("UNOBODY", approve, "").status()).isEqualTo(200);
        assertThat(press("UEVE", approve, "").status()).isEqualTo(200);
        assertThat(press("UBOB", approve, "").status()).isEqualTo(200);

        for (var user : new String[] {"UNOBODY", "UEVE", "UBOB"}) {
            Eventually.holds(() -> assertThat(slack.calls("chat.postEphemeral"))
                    .anyMatch(c -> c.body().path("user").asText().equals(user)));
        }
        assertThat(hold(hold).path("reviews")).isEmpty();
        assertThat(hold(hold).path("state").asText()).isEqualTo("pending");
    }

    @Test
    void what_slack_did_not_sign_now_is_not_read() {
        var hold = held("forged");
        var approve = button(posted(hold), "approve");
        var now = Instant.now().getEpochSecond();

        assertThat(press("UANN", approve, "", "another secret", now).status()).isEqualTo(401);
        assertThat(press("UANN", approve, "", SlackStandIn.SECRET, now - 400).status())
                .isEqualTo(401);
        assertThat(press("UANN", approve, "", SlackStandIn.SECRET, now + 400).status())
                .isEqualTo(401);
        assertThat(Http.at(gateway.apiUrl()).post(PRESSED, "payload=%7B%7D").status())
                .isEqualTo(401);
        assertThat(Http.at(gateway.apiUrl()).get(PRESSED).status()).isEqualTo(405);
        assertThat(hold(hold).path("state").asText()).isEqualTo("pending");
    }

    /** The message of what was approved. */
    private JsonNode applied(String model) {
        gateway.review("ann", held(model), "approved");
        var change = "registry/" + model + "@champion 1 → 2: applied";
        Eventually.holds(() -> assertThat(slack.calls("chat.postMessage"))
                .anyMatch(c -> c.body().path("text").asText().startsWith(change)));
        return slack.calls("chat.postMessage").stream()
                .map(SlackStandIn.Said::body)
                .filter(b -> b.path("text").asText().startsWith(change))
                .findFirst()
                .orElseThrow();
    }

    private void whispered(String user, String words) {
        Eventually.holds(() -> assertThat(slack.calls("chat.postEphemeral"))
                .anyMatch(c -> c.body().path("user").asText().equals(user)
                        && c.body().path("text").asText().contains(words)));
    }

    @Test
    void a_button_puts_back_what_was_promoted_once_slack_has_asked_whether_it_is_meant() {
        var button = button(applied("undone"), "restore");

        assertThat(button.at("/confirm/text/text").asText())
                .isEqualTo("What is undone: registry/undone@champion 1 → 2");
        assertThat(press("UANN", button, "it is slow").status()).isEqualTo(200);

        whispered("UANN", "Put back, and read back to prove it: p-");
        assertThat(registry.registry().alias("undone", "champion")).contains("1");
        assertThat(gateway.api("ann")
                        .get("/v1/audit?type=restore.decided&model=undone")
                        .text())
                .contains("it is slow", "webhook:chat");
        press("UANN", button, "");
        whispered("UANN", "Nothing to do: ");
    }

    @Test
    void who_may_not_put_back_is_told_so() {
        var button = button(applied("kept"), "restore");

        press("UBOB", button, "");
        press("UNOBODY", button, "");

        whispered("UBOB", "its restores does not list them");
        whispered("UNOBODY", "its restores does not list them");
        assertThat(registry.registry().alias("kept", "champion")).contains("2");
    }

    @Test
    void an_error_of_slack_is_told_to_operators() {
        slack.failsWith("channel_not_found");
        held("lost");

        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/webhooks/deliveries?webhook=chat&state=pending")
                        .text())
                .contains("Slack says channel_not_found"));
        slack.failsWith("");
    }

    @Test
    void teams_gets_a_card_that_leads_to_the_hold() {
        var hold = held("carded");

        var message = teams.first(m -> m.body().contains(hold)).json();

        var card = message.at("/attachments/0/content");
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.at("/attachments/0/contentType").asText())
                .isEqualTo("application/vnd.microsoft.card.adaptive");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.at("/actions/0/type").asText()).isEqualTo("Action.OpenUrl");
        assertThat(card.at("/actions/0/url").asText()).isEqualTo(gateway.apiUrl() + "/v1/holds/" + hold);
        assertThat(card.toString())
                .contains("registry/carded@champion 1 → 2", "look at <\\\\!channel\\\\> & \\\\*this\\\\*");
        assertThat(gateway.api("ann").get("/v1/webhooks").text()).doesNotContain("sig=", SlackStandIn.TOKEN);
    }
}
