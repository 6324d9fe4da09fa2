package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What receivers may decide, and what not. */
class CallbacksIT extends WebhookTestCase {
    /** A hold that needs ml-leads and risk. */
    private String heldForTwo(String model) {
        return held("two-" + model);
    }

    private Http.Answer signed(String hold, String id, Instant at, byte[] key, String body) {
        return signedCallback("holds/" + hold, id, at, key, body);
    }

    @Test
    void a_token_is_good_for_its_hold_and_its_webhooks_people_once_each() {
        var hold = heldForTwo("tokens");
        var other = held("tokens-other");
        var message = told("/bot", "hold.created", hold);
        var token = message.json().at("/data/callback/token").asText();

        assertThat(problem(withToken(other, token, body("approved", "ann", told("/bot", "hold.created", other)))))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(callback(message, body("approved", "eve", message))))
                .isEqualTo("403 /problems/not-entitled");
        assertThat(problem(callback(message, body("approved", "nobody", message))))
                .isEqualTo("403 /problems/not-entitled");
        assertThat(problem(callback(message, body("approved", "ann", "sha256:" + "0".repeat(64)))))
                .isEqualTo("409 /problems/digest-differs");
        assertThat(problem(callback(message, "{\"state\":\"approved\",\"person\":\"ann\"}")))
                .isEqualTo("422 /problems/invalid");
        assertThat(callback(message, body("approved", "ann", message)).status()).isEqualTo(201);
        assertThat(problem(callback(message, body("approved", "ann", message)))).isEqualTo("409 /problems/twice");
        assertThat(problem(callback(message, body("rejected", "ann", message)))).isEqualTo("409 /problems/twice");
        // By one hand ann and bob are one person, and the hold needs two.
        var second = callback(message, body("approved", "bob", message));
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json().path("holdState").asText()).isEqualTo("pending");
        assertThat(gateway.review("bob", hold, "approved")
                        .json()
                        .path("holdState")
                        .asText())
                .isEqualTo("approved");
    }

    @Test
    void a_webhook_that_vouches_passes_on_what_counts_as_several() {
        var hold = heldForTwo("vouched");
        var message = told("/trusted", "hold.created", hold);

        assertThat(callback(message, body("approved", "ann", message))
                        .json()
                        .path("holdState")
                        .asText())
                .isEqualTo("pending");
        assertThat(callback(message, body("approved", "bob", message))
                        .json()
                        .path("holdState")
                        .asText())
                .isEqualTo("approved");
    }

    @Test
    void nobody_approves_their_own_request_through_a_webhook() {
        var hold = held("ann", "own");
        var message = told("/bot", "hold.created", hold);

        assertThat(problem(callback(message, body("approved", "ann", message)))).isEqualTo("403 /problems/own-request");
        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("pending");
    }

    @Test
    void who_is_in_no_group_that_is_needed_does_not_count() {
        var hold = held("unneeded");
        var message = told("/trusted", "hold.created", hold);

        assertThat(problem(callback(message, body("approved", "eve", message))))
                .isEqualTo("403 /problems/not-entitled");
    }

    @Test
    void a_hold_is_followed_until_it_is_over() throws InterruptedException {
        var hold = held("followed");
        var path = "/v1/holds/" + hold + "/events";
        var followed = new AtomicReference<>("");
        var following = Thread.ofVirtual()
                .start(() -> followed.set(gateway.api("eve").get(path).text()));

        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(201);

        following.join();
        assertThat(List.of(followed.get().split("\n\n")))
                .allMatch(event -> event.startsWith("event: hold\ndata: {")
                        || event.startsWith("event: step\nid: ")
                        || event.startsWith("event: promotion\ndata: {"))
                .anyMatch(event -> event.startsWith("event: step") && event.contains("hold.reviewed"))
                .last()
                .matches(event -> event.startsWith("event: promotion") && event.contains("\"outcome\":\"applied\""));
        assertThat(gateway.api("eve").get("/v1/holds/h-none/events").status()).isEqualTo(404);
        assertThat(Http.at(gateway.apiUrl()).get(path).status()).isEqualTo(401);
    }

    @Test
    void a_settled_hold_is_not_decided_any_more() {
        var hold = held("settled");
        var message = told("/bot", "hold.created", hold);
        assertThat(gateway.review("ann", hold, "rejected").status()).isEqualTo(201);

        assertThat(problem(callback(message, body("approved", "bob", message)))).isEqualTo("409 /problems/settled");
    }

    @Test
    void a_signed_callback_is_taken_once_and_at_its_time() {
        var hold = heldForTwo("signed");
        var message = told("/bot", "hold.created", hold);
        var body = body("approved", "ann", message);
        var now = Instant.now();
        var id = fresh();

        assertThat(problem(signed(hold, fresh(), now.minusSeconds(400), BOT, body)))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(signed(hold, fresh(), now.plusSeconds(400), BOT, body)))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(signed(hold, fresh(), now, OTHER, body))).isEqualTo("401 /problems/unauthenticated");
        assertThat(signed(hold, id, now, BOT, body).status()).isEqualTo(201);
        assertThat(problem(signed(hold, id, now, BOT, body("approved", "bob", message))))
                .isEqualTo("409 /problems/twice");
        assertThat(problem(signed("h-none", fresh(), now, BOT, body))).isEqualTo("404 /problems/not-found");
    }

    @Test
    void what_is_signed_is_checked_before_it_is_read() {
        var hold = held("unread");
        var path = "/v1/holds/" + hold + "/callbacks";
        var at = Http.at(gateway.apiUrl());

        assertThat(at.post(path, "{").status()).isEqualTo(401);
        assertThat(at.bearer("ann-token").post(path, "{").status()).isEqualTo(401);
        assertThat(signed(hold, fresh(), Instant.now(), BOT, "{").status()).isEqualTo(400);
        assertThat(signed(hold, fresh(), Instant.now(), BOT, "{\"state\":\"yes\"}")
                        .status())
                .isEqualTo(422);
        assertThat(at.bearer("x").get(path).status()).isEqualTo(405);
        assertThat(at.bearer("x")
                        .with("content-type", "text/plain")
                        .post(path, "{}")
                        .status())
                .isEqualTo(415);
        assertThat(gateway.api("ann").get("/v1/holds/" + hold).json().path("reviews"))
                .isEmpty();
    }
}
