package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Receiver.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests of webhooks share: a whole gateway that tells four receivers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebhookTestCase {
    static final String RULES = """
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
    static final byte[] BOT = "the key that the bot and the gateway share".getBytes(StandardCharsets.UTF_8);
    static final byte[] OLD = "the key that the bot had before this one".getBytes(StandardCharsets.UTF_8);
    static final byte[] OTHER = "a key of somebody else, as long as those are".getBytes(StandardCharsets.UTF_8);
    StandIn registry;
    Receiver receiver;
    Receiver deaf;
    TestGateway gateway;

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
                          - { name: bot, url: "%s/bot", secret: [%s, %s], events: ["*"], decides: [ann, bob], restores: [ann, bob], private: true }
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

    Http.Answer champion(String person, String model, String version) {
        return Http.at(gateway.url())
                .basic(person, person + "-password")
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", Registry.aliasBody(model, "champion", version));
    }

    /** A hold that needs ml-leads. */
    String held(String model) {
        return held("mia", model);
    }

    String held(String person, String model) {
        var models = new Registry(Http.at(registry.url()).basic("mia", "mia-password"));
        models.model(model, 0.90, 0.95);
        models.alias(model, "champion", "1");
        models.alias(model, "challenger", "2");
        assertThat(champion(person, model, "2").status()).isEqualTo(409);
        return gateway.hold(model);
    }

    Message told(String path, String type, String hold) {
        return receiver.first(
                m -> m.path().equals(path) && m.type().equals(type) && m.hold().equals(hold));
    }

    static String body(String state, String person, Message message) {
        var digest = message.json().at("/data/hold/digest").asText();
        return body(state, person, digest);
    }

    static String body(String state, String person, String digest) {
        return "{\"state\":\"%s\",\"person\":\"%s\",\"comment\":\"by the bot\",\"digest\":\"%s\"}"
                .formatted(state, person, digest);
    }

    Http.Answer callback(Message message, String body) {
        return withToken(
                message.hold(), message.json().at("/data/callback/token").asText(), body);
    }

    static String signature(String id, String seconds, byte[] key, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            var content = id + "." + seconds + "." + body;
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** @param about such as {@code holds/h-1} */
    Http.Answer signedCallback(String about, String id, Instant at, byte[] key, String body) {
        var seconds = Long.toString(at.getEpochSecond());
        return Http.at(gateway.apiUrl())
                .with("webhook-id", id)
                .with("webhook-timestamp", seconds)
                .with("webhook-signature", "v1," + signature(id, seconds, key, body))
                .post("/v1/" + about + "/callbacks", body);
    }

    static String problem(Http.Answer answer) {
        return answer.status() + " " + answer.json().path("type").asText();
    }

    static String fresh() {
        return UUID.randomUUID().toString();
    }

    Http.Answer withToken(String hold, String token, String body) {
        return Http.at(gateway.apiUrl()).bearer(token).post("/v1/holds/" + hold + "/callbacks", body);
    }
}
