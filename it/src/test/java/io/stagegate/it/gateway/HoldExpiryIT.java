package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A hold whose time is over: who waits is told, nothing is forwarded, and later it can be asked for anew. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldExpiryIT {
    private static final String RULES = """
            rule "What serves customers waits for a moment"
              @id("HOLD-001") @owner("tests")
            when
              Promotion( environment == "production" )
            then
              decision.hold("a test wants it so", approvals(1).from("ml-leads").within("2s"));
            end

            rule "What is tried out waits for long"
              @id("HOLD-002") @owner("tests")
            when
              Promotion( environment == "staging" )
            then
              decision.hold("a test wants it so", approvals(1).from("ml-leads").within("1h"));
            end
            """;

    private StandIn standIn;
    private SharedDatabase database;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        standIn = StandIn.start();
        database = SharedDatabase.start(home.resolve("database"));
        gateway = TestGateway.start(TestGateway.Setup.open(home.resolve("unused"), standIn.url())
                .policy(Policies.set(home, "deny", RULES))
                .database(database.lines()));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        database.close();
        standIn.close();
    }

    private Http.Answer ask(String model, String alias, String version) {
        return gateway.proxy()
                .basic("mia", "secret")
                .post(API + "registered-models/alias", aliasBody(model, alias, version));
    }

    private void prepare(String model) {
        standIn.registry().model(model, 0.90, 0.95);
        standIn.registry().alias(model, "champion", "1");
    }

    private String state(String hold) {
        return gateway.api("ann").get("/v1/holds/" + hold).json().path("state").asText();
    }

    private int holds(String model) {
        return gateway.api("ann")
                .get("/v1/holds?model=" + model)
                .json()
                .path("items")
                .size();
    }

    private String audit(String model, String type) {
        return gateway.api("ann")
                .get("/v1/audit?model=" + model + "&type=" + type)
                .json()
                .path("items")
                .toString();
    }

    @Test
    void who_waits_and_who_asks_again_is_told_and_nothing_is_forwarded() {
        prepare("late");

        var told = ask("late", "champion", "2");
        var hold = gateway.hold("late");

        assertThat(told.status()).as(told.text()).isEqualTo(409);
        assertThat(told.json().path("error_code").asText()).isEqualTo("RESOURCE_CONFLICT");
        assertThat(told.json().path("message").asText())
                .contains(hold + " expired at 20", "without 1 of ml-leads", gateway.apiUrl() + "/v1/holds/" + hold);
        assertThat(state(hold)).isEqualTo("expired");
        assertThat(gateway.review("ann", hold, "approved").status()).isEqualTo(409);
        assertThat(ask("late", "champion", "2").text()).isEqualTo(told.text());
        assertThat(holds("late")).isEqualTo(1);
        assertThat(audit("late", "hold.expired")).contains(hold);
        assertThat(audit("late", "attempt.intended")).isEqualTo("[]");
        assertThat(standIn.registry().alias("late", "champion")).contains("1");
    }

    @Test
    void after_an_hour_it_is_asked_for_anew_and_so_it_is_once_things_have_changed() throws Exception {
        prepare("again");
        var first = ask("again", "champion", "2").text();

        database.run("UPDATE promotion SET settled_at = settled_at - interval '59 minutes' WHERE model = 'again'");
        assertThat(ask("again", "champion", "2").text()).isEqualTo(first);
        database.run("UPDATE promotion SET settled_at = settled_at - interval '1 minute' WHERE model = 'again'");
        var second = ask("again", "champion", "2").text();
        assertThat(second).contains(gateway.hold("again") + " expired").isNotEqualTo(first);
        assertThat(ask("again", "champion", "2").text()).isEqualTo(second);

        standIn.registry().alias("again", "champion", "2");
        standIn.registry().alias("again", "champion", "1");
        assertThat(ask("again", "champion", "2").text()).isEqualTo(second);
        standIn.registry().version("again", 0.99);
        standIn.registry().alias("again", "champion", "3");
        assertThat(ask("again", "champion", "2").text())
                .contains(gateway.hold("again") + " expired")
                .isNotIn(first, second);
        assertThat(holds("again")).isEqualTo(3);
    }

    @Test
    void the_sealed_credential_goes_with_the_hold() throws Exception {
        prepare("sealed");
        var kept = gateway.proxy()
                .basic("mia", "secret")
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody("sealed", "challenger", "2"));
        assertThat(kept.text()).contains("held as ");

        assertThat(ask("sealed", "champion", "2").text()).contains("expired at");

        assertThat(sealed("staging", "pending")).isEqualTo(1);
        assertThat(sealed("production", "expired")).isZero();
    }

    private long sealed(String environment, String state) throws Exception {
        return database.number("""
                SELECT count(h.sealed) FROM hold h JOIN promotion p ON p.id = h.promotion
                WHERE p.model = 'sealed' AND h.environments = ARRAY['%s'] AND h.state = '%s'
                """.formatted(environment, state));
    }
}
