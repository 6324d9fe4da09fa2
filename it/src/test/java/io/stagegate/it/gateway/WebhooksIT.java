package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Receiver.Message;
import io.stagegate.it.webhook.Libraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receivers are told by a whole gateway, and what they may decide. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksIT {
    static final byte[] BOT = "the key that the bot and the gateway share".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OLD = "the key that the bot had before this one".getBytes(StandardCharsets.UTF_8);

    private static final byte[] OTHER = "a key of somebody else, as long as those are".getBytes(StandardCharsets.UTF_8);
    private static final String RULES = """
            rule "One has to look at it"
              @id("ONE-001") @owner("tests")
            when
              Promotion( environment == "production" )
            then
              decision.hold("a lead has to look", approvals(1).from("ml-leads"));
            end

            rule "Two have to look at it"
              @id("TWO-001") @owner("tests")
            when
              Promotion( environment == "production", model matches "two-.*" )
            then
              decision.hold("risk has to look, too", approvals(1).from("risk"));
            end

            rule "Never"
              @id("NEVER-001") @owner("tests")
            when
              Promotion( environment == "production", model == "never" )
            then
              decision.deny("not this one");
            end
            """;

    private StandIn registry;
    private Receiver receiver;
    private Receiver deaf;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start(Map.of("mia", "mia-password", "ann", "ann-password"));
        receiver = Receiver.start();
        deaf = Receiver.start();
        deaf.answers(_ -> 500);
        gateway = TestGateway.start(TestGateway.Setup.open(data, registry.url())
                .policy(Policies.set(data, "permit", RULES))
                .requester("{ from: basic }")
                .more("    reads: { username: mia, password: mia-password }")
                .database("""
                        webhooks:
                          - { name: bot, url: "%s/bot", secret: [%s, %s], events: ["*"], decides: [ann, bob], private: true }
                          - { name: trusted, url: "%s/trusted", secret: %s, events: [hold.created], decides: [ann, bob, eve], vouches: true, private: true }
                          - { name: log, url: "%s/log?key=abc", secret: %s, events: ["promotion.*", "restore.*"], private: true }
                          - { name: deaf, url: "%s/deaf", secret: %s, events: ["*"], private: true }
                        """.formatted(
                                receiver.url(),
                                secret(OLD),
                                secret(BOT),
                                receiver.url(),
                                secret(OLD),
                                receiver.url(),
                                secret(OLD),
                                deaf.url(),
                                secret(OLD))));
    }

    static String secret(byte[] key) {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    @AfterAll
    void stop() {
        gateway.close();
        receiver.close();
        deaf.close();
        registry.close();
    }

    private Http.Answer champion(String person, String model, String version) {
        return Http.at(gateway.url())
                .basic(person, person + "-password")
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", Registry.aliasBody(model, "champion", version));
    }

    /** A hold that needs ml-leads. */
    private String held(String model) {
        return held("mia", model);
    }

    private String held(String person, String model) {
        var models = new Registry(Http.at(registry.url()).basic("mia", "mia-password"));
        models.model(model, 0.90, 0.95);
        models.alias(model, "champion", "1");
        models.alias(model, "challenger", "2");
        assertThat(champion(person, model, "2").status()).isEqualTo(409);
        return gateway.hold(model);
    }

    /** A hold that needs ml-leads and risk. */
    private String heldForTwo(String model) {
        return held("two-" + model);
    }

    private Message told(String path, String type, String hold) {
        return receiver.first(m -> m.path().equals(path) && m.type().equals(type) && m.hold().equals(hold));
    }

    private static String body(String state, String person, Message message) {
        var digest = message.json().at("/data/hold/digest").asText();
        return body(state, person, digest);
    }

    private static String body(String state, String person, String digest) {
        return "{\"state\":\"%s\",\"person\":\"%s\",\"comment\":\"by the bot\",\"digest\":\"%s\"}"
                .formatted(state, person, digest);
    }

    private Http.Answer callback(Message message, String body) {
        return withToken(message.hold(), message.json().at("/data/callback/token").asText(), body);
    }

    private Http.Answer withToken(String hold, String token, String body) {
        return Http.at(gateway.apiUrl()).bearer(token).post("/v1/holds/" + hold + "/callbacks", body);
    }

    private Http.Answer signed(String hold, String id, Instant at, byte[] key, String body) {
        var seconds = Long.toString(at.getEpochSecond());
        return Http.at(gateway.apiUrl())
                .with("webhook-id", id)
                .with("webhook-timestamp", seconds)
                .with("webhook-signature", "v1," + signature(id, seconds, key, body))
                .post("/v1/holds/" + hold + "/callbacks", body);
    }

    private static String signature(String id, String seconds, byte[] key, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            var content = id + "." + seconds + "." + body;
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static String problem(Http.Answer answer) {
        return answer.status() + " " + answer.json().path("type").asText();
    }

    @Test
    void a_hold_is_told_with_everything_to_decide_by_and_signed_with_both_keys() {
        var hold = held("told");

        var message = told("/bot", "hold.created", hold);

        var seconds = message.headers().get("webhook-timestamp");
        var id = message.headers().get("webhook-id");
        assertThat(message.headers().get("webhook-signature").split(" "))
                .containsExactly(
                        "v1," + signature(id, seconds, OLD, message.body()),
                        "v1," + signature(id, seconds, BOT, message.body()));
        var told = message.json();
        assertThat(told.at("/data/hold")).isEqualTo(gateway.api("ann").get("/v1/holds/" + hold).json());
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
            assertThat(library.verifies(secret(key), message.headers(), message.body())).isTrue();
        }
        assertThat(library.verifies(secret(BOT), message.headers(), message.body() + " ")).isFalse();
        assertThat(library.verifies(secret(OTHER), message.headers(), message.body())).isFalse();

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

        var answer = callback(told("/bot", "hold.created", hold), body("approved", "ann", told("/bot", "hold.created", hold)));

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
        assertThat(gateway.api("ann").get("/v1/audit?type=hold.reviewed&promotion=" + promotion).text())
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

        var denied = receiver.first(m ->
                m.type().equals("promotion.denied") && m.json().at("/data/promotion/model").asText().equals("never"));

        assertThat(denied.json().at("/data/promotion/findings").toString()).contains("NEVER-001");
    }

    @Test
    void a_token_is_good_for_its_hold_and_its_webhooks_people_once_each() {
        var hold = heldForTwo("tokens");
        var other = held("tokens-other");
        var message = told("/bot", "hold.created", hold);
        var token = message.json().at("/data/callback/token").asText();

        assertThat(problem(withToken(other, token, body("approved", "ann", told("/bot", "hold.created", other)))))
                .isEqualTo("401 /problems/unauthenticated");
        assertThat(problem(callback(message, body("approved", "eve", message)))).isEqualTo("403 /problems/not-entitled");
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
        assertThat(gateway.review("bob", hold, "approved").json().path("holdState").asText())
                .isEqualTo("approved");
    }

    @Test
    void a_webhook_that_vouches_passes_on_what_counts_as_several() {
        var hold = heldForTwo("vouched");
        var message = told("/trusted", "hold.created", hold);

        assertThat(callback(message, body("approved", "ann", message)).json().path("holdState").asText())
                .isEqualTo("pending");
        assertThat(callback(message, body("approved", "bob", message)).json().path("holdState").asText())
                .isEqualTo("approved");
    }

    @Test
    void nobody_approves_their_own_request_through_a_webhook() {
        var hold = held("ann", "own");
        var message = told("/bot", "hold.created", hold);

        assertThat(problem(callback(message, body("approved", "ann", message)))).isEqualTo("403 /problems/own-request");
        assertThat(gateway.api("ann").get("/v1/holds/" + hold).json().path("state").asText())
                .isEqualTo("pending");
    }

    @Test
    void who_is_in_no_group_that_is_needed_does_not_count() {
        var hold = held("unneeded");
        var message = told("/trusted", "hold.created", hold);

        assertThat(problem(callback(message, body("approved", "eve", message)))).isEqualTo("403 /problems/not-entitled");
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
        assertThat(problem(signed(hold, fresh(), now, OTHER, body)))
                .isEqualTo("401 /problems/unauthenticated");
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
        assertThat(signed(hold, fresh(), Instant.now(), BOT, "{\"state\":\"yes\"}").status()).isEqualTo(422);
        assertThat(at.bearer("x").get(path).status()).isEqualTo(405);
        assertThat(at.bearer("x").with("content-type", "text/plain").post(path, "{}").status()).isEqualTo(415);
        assertThat(gateway.api("ann").get("/v1/holds/" + hold).json().path("reviews")).isEmpty();
    }

    @Test
    void one_that_fails_is_listed_tried_again_and_replayed_and_delays_nobody() {
        var hold = held("failing");

        told("/bot", "hold.created", hold);
        Eventually.holds(() -> assertThat(deaf.messages()).isNotEmpty());

        Eventually.holds(() -> {
            var listed = gateway.api("ann").get("/v1/webhooks/deliveries?webhook=deaf&state=pending").json();
            var last = listed.path("items").get(listed.path("items").size() - 1);
            assertThat(last.path("problem").asText()).isEqualTo("the receiver answered 500");
            assertThat(last.path("status").asInt()).isEqualTo(500);
            assertThat(last.has("nextAttemptAt")).isTrue();
        });
        var webhooks = gateway.api("ann").get("/v1/webhooks");
        assertThat(webhooks.text()).doesNotContain("whsec_", "key=abc", "/deaf");
        assertThat(webhooks.json().path("items")).hasSize(4);
        var delivered = gateway.api("ann").get("/v1/webhooks/deliveries?webhook=bot&state=delivered&limit=1").json();
        var id = delivered.at("/items/0/id").asText();
        var event = delivered.at("/items/0/event").asText();
        assertThat(gateway.api("ann").post("/v1/webhooks/deliveries/" + id + "/replay", "").status())
                .isEqualTo(202);
        Eventually.holds(() -> assertThat(sent("/bot", event)).hasSizeGreaterThan(1));
        assertThat(sent("/bot", event)).extracting(Message::body).containsOnly(sent("/bot", event).getFirst().body());
        assertThat(gateway.api("ann").post("/v1/webhooks/deliveries/d-0/replay", "").status()).isEqualTo(404);
        assertThat(gateway.api("ann").post("/v1/webhooks/none/enable", "").status()).isEqualTo(404);
    }

    private List<Message> sent(String path, String event) {
        return receiver.messages(
                m -> m.path().equals(path) && event.equals(m.headers().get("webhook-id")));
    }

    @Test
    void metrics_count_attempts() {
        told("/bot", "hold.created", held("counted"));

        Eventually.holds(() -> assertThat(Http.at(gateway.operationsUrl()).get("/metrics").text())
                .contains(
                        "stagegate_webhook_attempts_total{result=\"delivered\",webhook=\"bot\"}",
                        "stagegate_webhook_pending{webhook=\"deaf\"}"));
    }

    @Test
    void nothing_secret_is_kept() {
        var hold = held("secrets");
        var token = told("/bot", "hold.created", hold).json().at("/data/callback/token").asText();

        for (var path : List.of("/v1/audit?limit=500", "/v1/webhooks", "/v1/webhooks/deliveries?limit=500")) {
            assertThat(gateway.api("ann").get(path).text()).doesNotContain(token, secret(BOT));
        }
    }
}
