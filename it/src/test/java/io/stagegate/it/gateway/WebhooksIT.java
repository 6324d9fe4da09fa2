package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Receiver.Message;
import io.stagegate.it.webhook.Libraries;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers are told by a whole gateway. */
class WebhooksIT extends WebhookTestCase {
    @Test
    void a_hold_is_told_with_everything_to_decide_by_and_signed_with_both_keys() {
        var hold = held("told");

        var message = told("/bot", "hold.created", hold);

        var seconds = message.header("webhook-timestamp");
        var id = message.header("webhook-id");
        assertThat(message.header("webhook-signature").split(" "))
                .containsExactly(
                        "v1," + signature(id, seconds, OLD, message.body()),
                        "v1," + signature(id, seconds, BOT, message.body()));
        var told = message.json();
        assertThat(told.at("/data/hold"))
                .isEqualTo(gateway.api("ann").get("/v1/holds/" + hold).json());
        assertThat(Instant.parse(told.path("timestamp").asText())).isBefore(Instant.now());
        assertThat(told.at("/data/url").asText()).isEqualTo(gateway.apiUrl() + "/v1/holds/" + hold);
        assertThat(told.at("/data/callback/url").asText())
                .isEqualTo(gateway.apiUrl() + "/v1/holds/" + hold + "/callbacks");
        assertThat(told.at("/data/hold/expiresAt").asText())
                .startsWith(told.at("/data/callback/expiresAt").asText().replace("Z", ""));
        assertThat(message.body().length()).isLessThan(20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Java", "Python", "JavaScript"})
    void published_libraries_take_what_is_sent_and_are_understood(String language) {
        var library = Libraries.of(language);
        var hold = held("library-" + language);
        var message = told("/bot", "hold.created", hold);

        for (var key : List.of(OLD, BOT)) {
            assertThat(library.verifies(secret(key), message.headers(), message.body()))
                    .isTrue();
        }
        assertThat(library.verifies(secret(BOT), message.headers(), message.body() + " "))
                .isFalse();
        assertThat(library.verifies(secret(OTHER), message.headers(), message.body()))
                .isFalse();

        var body = body("approved", "ann", message);
        var seconds = Instant.now().getEpochSecond();
        var id = fresh();
        var sent = Http.at(gateway.apiUrl())
                .with("webhook-id", id)
                .with("webhook-timestamp", Long.toString(seconds))
                .with("webhook-signature", library.sign(secret(BOT), id, seconds, body))
                .post("/v1/holds/" + hold + "/callbacks", body);
        assertThat(sent.status()).as(sent.text()).isEqualTo(201);
    }

    @Test
    void the_token_approves_and_the_change_is_made_and_told() {
        var hold = held("approved");

        var answer = callback(
                told("/bot", "hold.created", hold), body("approved", "ann", told("/bot", "hold.created", hold)));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("reviewer").asText()).isEqualTo("ann");
        var released = told("/bot", "hold.released", hold);
        assertThat(released.json().at("/data/callback").isMissingNode()).isTrue();
        assertThat(released.json().at("/data/hold/reviews/0/via").asText()).isEqualTo("bot");
        var promotion = released.json().at("/data/hold/promotion").asText();
        var applied = receiver.first(m -> m.path().startsWith("/log")
                && m.json().at("/data/promotion/id").asText().equals(promotion));
        assertThat(applied.type()).isEqualTo("promotion.applied");
        assertThat(applied.path()).isEqualTo("/log?key=abc");
        assertThat(gateway.api("ann")
                        .get("/v1/audit?type=hold.reviewed&promotion=" + promotion)
                        .text())
                .contains("\"via\":\"bot\"");
    }

    @Test
    void messages_of_a_hold_arrive_in_order_with_what_was_so_then() {
        var hold = held("ordered");
        callback(told("/bot", "hold.created", hold), body("rejected", "ann", told("/bot", "hold.created", hold)));

        told("/bot", "hold.rejected", hold);

        var mine = receiver.messages(m -> m.path().equals("/bot") && m.hold().equals(hold));
        assertThat(mine.stream().map(Message::type)).containsExactly("hold.created", "hold.reviewed", "hold.rejected");
        assertThat(mine.getFirst().json().at("/data/hold/state").asText()).isEqualTo("pending");
        assertThat(champion("mia", "ordered", "2").text()).contains("was rejected by ann", "by the bot");
    }

    @Test
    void a_denial_by_the_rules_is_told() {
        var models = new Registry(Http.at(registry.url()).basic("mia", "mia-password"));
        models.model("never", 0.9);
        assertThat(champion("mia", "never", "1").status()).isEqualTo(403);

        var denied = receiver.first(m -> m.type().equals("promotion.denied")
                && m.json().at("/data/promotion/model").asText().equals("never"));

        assertThat(denied.json().at("/data/promotion/findings").toString()).contains("NEVER-001");
    }

    @Test
    void one_that_fails_is_listed_tried_again_and_replayed_and_delays_nobody() {
        var hold = held("failing");

        told("/bot", "hold.created", hold);
        Eventually.holds(() -> assertThat(deaf.messages()).isNotEmpty());

        Eventually.holds(() -> {
            var listed = gateway.api("ann")
                    .get("/v1/webhooks/deliveries?webhook=deaf&state=pending")
                    .json();
            var last = listed.path("items").get(listed.path("items").size() - 1);
            assertThat(last.path("problem").asText()).isEqualTo("the receiver answered 500");
            assertThat(last.path("status").asInt()).isEqualTo(500);
            assertThat(last.has("nextAttemptAt")).isTrue();
        });
        var webhooks = gateway.api("ann").get("/v1/webhooks");
        assertThat(webhooks.text()).doesNotContain("whsec_", "key=abc", "/deaf");
        assertThat(webhooks.json().path("items")).hasSize(4);
        var delivered = gateway.api("ann")
                .get("/v1/webhooks/deliveries?webhook=bot&state=delivered&limit=1")
                .json();
        var id = delivered.at("/items/0/id").asText();
        var event = delivered.at("/items/0/event").asText();
        assertThat(gateway.api("ann")
                        .post("/v1/webhooks/deliveries/" + id + "/replay", "")
                        .status())
                .isEqualTo(202);
        Eventually.holds(() -> assertThat(sent("/bot", event)).hasSizeGreaterThan(1));
        assertThat(sent("/bot", event))
                .extracting(Message::body)
                .containsOnly(sent("/bot", event).getFirst().body());
        assertThat(gateway.api("ann")
                        .post("/v1/webhooks/deliveries/d-0/replay", "")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.api("ann").post("/v1/webhooks/none/enable", "").status())
                .isEqualTo(404);
    }

    private List<Message> sent(String path, String event) {
        return receiver.messages(m -> m.path().equals(path) && event.equals(m.header("webhook-id")));
    }

    @Test
    void metrics_count_attempts() {
        told("/bot", "hold.created", held("counted"));

        Eventually.holds(() -> assertThat(
                        Http.at(gateway.operationsUrl()).get("/metrics").text())
                .contains(
                        "stagegate_webhook_attempts_total{result=\"delivered\",webhook=\"bot\"}",
                        "stagegate_webhook_pending{webhook=\"deaf\"}"));
    }

    @Test
    void nothing_secret_is_kept() {
        var hold = held("secrets");
        var token = told("/bot", "hold.created", hold)
                .json()
                .at("/data/callback/token")
                .asText();

        for (var path : List.of("/v1/audit?limit=500", "/v1/webhooks", "/v1/webhooks/deliveries?limit=500")) {
            assertThat(gateway.api("ann").get(path).text()).doesNotContain(token, secret(BOT));
        }
    }
}
