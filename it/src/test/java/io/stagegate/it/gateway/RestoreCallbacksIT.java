package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Receiver.Message;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What receivers may have put back by the message that tells of a change, and what not. */
class RestoreCallbacksIT extends WebhookTestCase {
    private static final String ANN = "{\"person\":\"ann\",\"comment\":\"by the bot\"}";

    /** What the bot is told of a promotion of 1 to 2 that was approved. */
    private Message promoted(String model) {
        return approved(model, held(model));
    }

    private Message approved(String model, String hold) {
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);
        var message = receiver.first(m -> m.path().equals("/bot")
                && m.type().equals("promotion.applied")
                && m.json().at("/data/promotion/hold").asText().equals(hold));
        assertThat(serves(model)).isEqualTo("2");
        return message;
    }

    private String serves(String model) {
        return new Registry(Http.at(registry.url()).basic("mia", "mia-password"))
                .alias(model, "champion")
                .orElse("");
    }

    private static String snapshot(Message message) {
        return message.json().at("/data/promotion/snapshot").asText();
    }

    private static String token(Message message) {
        return message.json().at("/data/restore/token").asText();
    }

    private Http.Answer signed(String snapshot, String id, String body) {
        return signedCallback("snapshots/" + snapshot, id, Instant.now(), BOT, body);
    }

    @Test
    void the_message_of_a_promotion_puts_it_back_for_a_person_with_a_reason() {
        var message = promoted("undone");
        var way = message.json().at("/data/restore");

        assertThat(way.path("url").asText())
                .isEqualTo(gateway.apiUrl() + "/v1/snapshots/" + snapshot(message) + "/callbacks");
        assertThat(Duration.between(
                        Instant.parse(message.json().path("timestamp").asText()),
                        Instant.parse(way.path("expiresAt").asText())))
                .isBetween(Duration.ofDays(7).minusSeconds(2), Duration.ofDays(7));
        var answer = gateway.restore(snapshot(message), token(message), ANN);

        assertThat(answer.status() + " " + answer.json().path("outcome").asText())
                .isEqualTo("200 applied");
        assertThat(serves("undone")).isEqualTo("1");
        var restore = gateway.api("eve")
                .get("/v1/promotions/" + answer.json().path("promotion").asText())
                .json();
        assertThat(restore.at("/requester/id").asText()).isEqualTo("ann");
        assertThat(restore.at("/requester/identity").asText()).isEqualTo("webhook:bot");
        assertThat(restore.toString()).contains("by the bot", snapshot(message));
        assertThat(gateway.restore(snapshot(message), token(message), ANN)
                        .json()
                        .path("outcome")
                        .asText())
                .isEqualTo("alreadyThere");
    }

    @Test
    void a_later_change_is_not_undone_by_an_earlier_message_although_it_made_the_same() {
        var first = promoted("again");
        assertThat(gateway.restore(snapshot(first), token(first), ANN).status()).isEqualTo(200);
        assertThat(champion("mia", "again", "2").status()).isEqualTo(409);
        var second = approved("again", gateway.hold("again"));

        var late = gateway.restore(snapshot(first), token(first), ANN);

        assertThat(problem(late)).isEqualTo("409 /problems/moved-on");
        assertThat(late.json().path("detail").asText()).contains("not the latest change");
        assertThat(serves("again")).isEqualTo("2");
        assertThat(gateway.restore(snapshot(second), token(second), ANN).status())
                .isEqualTo(200);
        assertThat(serves("again")).isEqualTo("1");
    }

    @Test
    void a_token_is_for_its_snapshot_and_for_people_that_the_webhook_lists() {
        var message = promoted("listed");
        var other = promoted("listed-other");
        var hold = held("listed-hold");
        var holding = told("/bot", "hold.created", hold)
                .json()
                .at("/data/callback/token")
                .asText();

        assertThat(problem(gateway.restore(snapshot(other), token(message), ANN)))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(gateway.restore(snapshot(message), holding, ANN)))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(withToken(hold, token(message), body("approved", "ann", "sha256:" + "0".repeat(64)))))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(gateway.restore(snapshot(message), "ann-token", ANN)))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(gateway.restore(snapshot(message), token(message), "{\"person\":\"eve\"}")))
                .isEqualTo("403 /problems/forbidden");
        assertThat(problem(gateway.restore(snapshot(message), token(message), "{\"person\":\"nobody\"}")))
                .isEqualTo("403 /problems/forbidden");
        assertThat(problem(gateway.restore(snapshot(message), token(message), "{\"person\":\"ann\",\"force\":true}")))
                .isEqualTo("422 /problems/invalid");
        assertThat(problem(gateway.restore(snapshot(message), token(message), "{}")))
                .isEqualTo("422 /problems/invalid");
        assertThat(serves("listed")).isEqualTo("2");
        assertThat(gateway.api("ann").get("/v1/audit?type=request.refused").text())
                .contains("/v1/snapshots/" + snapshot(message) + "/callbacks", "its restores does not list them");
    }

    @Test
    void only_webhooks_that_restore_are_told_how() {
        promoted("untold");

        var log = receiver.first(m -> m.path().startsWith("/log")
                && m.type().equals("promotion.applied")
                && m.body().contains("registry/untold"));

        assertThat(log.json().at("/data/promotion/snapshot").asText()).isNotEmpty();
        assertThat(log.json().at("/data/restore").isMissingNode()).isTrue();
        var webhooks = gateway.api("ann").get("/v1/webhooks").json();
        assertThat(webhooks.at("/items/0/restores").toString()).isEqualTo("[\"ann\",\"bob\"]");
    }

    @Test
    void a_signed_message_is_taken_once() {
        var message = promoted("signed-undo");
        var id = fresh();

        assertThat(signed(snapshot(message), id, ANN).status()).isEqualTo(200);
        assertThat(problem(signed(snapshot(message), id, ANN))).isEqualTo("409 /problems/twice");
        assertThat(serves("signed-undo")).isEqualTo("1");
        assertThat(problem(signed("s-none", fresh(), ANN))).isEqualTo("404 /problems/not-found");
    }
}
