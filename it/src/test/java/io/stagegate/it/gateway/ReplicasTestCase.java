package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Between.Mode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests of replicas share: three gateways on one database, of which one is a process that can be killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReplicasTestCase {
    private static final String RULES = """
            rule "Staging is open"
              @id("OPEN-001") @owner("tests")
            when
              Promotion( environment == "staging" )
            then
              decision.permit("a test wants it so");
            end

            rule "A lead has to look"
              @id("HOLD-001") @owner("tests")
            when
              Promotion( environment == "production", model not matches "brief-.*" )
            then
              decision.hold("a test wants it so", approvals(1).from("ml-leads"));
            end

            rule "Some wait for a moment only"
              @id("HOLD-002") @owner("tests")
            when
              Promotion( environment == "production", model matches "brief-.*" )
            then
              decision.hold("a test wants it so", approvals(1).from("ml-leads").within("4s"));
            end
            """;

    StandIn standIn;
    SharedDatabase database;
    Between front;
    Receiver receiver;
    TestGateway one;
    TestGateway other;
    GatewayProcess third;

    @BeforeAll
    void begin(@TempDir Path home) throws Exception {
        standIn = StandIn.start(Map.of("mia", "mia-password"));
        database = SharedDatabase.start(home.resolve("database"));
        front = new Between(standIn.url(), Mode.PASS);
        receiver = Receiver.start();
        var setup = TestGateway.Setup.open(Path.of("unused"), front.url())
                .policy(Policies.set(home, "deny", RULES))
                .requester("{ from: basic }")
                .more("    reads: { username: mia, password: mia-password }")
                .people("""
                        - { id: ann, groups: [ml-leads], token: ann-token }
                        - { id: bob, groups: [ml-leads], token: bob-token }
                        - { id: eve, groups: [ml-leads], token: eve-token }
                        - { id: mia, token: mia-token, identities: ["registry:mia"] }
                        """)
                .database(
                        database.lines() + webhooks("left") + webhooks("right").replace("webhooks:\n", ""));
        one = TestGateway.start(setup);
        other = TestGateway.start(setup);
        third = GatewayProcess.start(home, setup);
    }

    private String webhooks(String name) {
        return """
                webhooks:
                  - { name: %s, url: "%s/%s", secret: %s, events: ["promotion.*"], private: true }
                """.formatted(name, receiver.url(), name, WebhookTestCase.secret(WebhookTestCase.BOT));
    }

    @AfterAll
    void end() throws Exception {
        third.close();
        other.close();
        one.close();
        receiver.close();
        front.close();
        database.close();
        standIn.close();
    }

    void prepare(String model) {
        var registry = new Registry(Http.at(standIn.url()).basic("mia", "mia-password"));
        registry.model(model, 0.90, 0.95);
        registry.alias(model, "champion", "1");
    }

    Http.Answer alias(String through, String model, String alias, String version) {
        return Http.at(through)
                .basic("mia", "mia-password")
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, alias, version));
    }

    String held(String model) {
        prepare(model);
        assertThat(alias(one.url(), model, "champion", "2").status()).isEqualTo(409);
        return one.hold(model);
    }

    Http api(int gateway, String person) {
        return switch (gateway % 3) {
            case 0 -> one.api(person);
            case 1 -> other.api(person);
            default -> third.api(person);
        };
    }
}
