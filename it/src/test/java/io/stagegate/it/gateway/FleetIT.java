package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.Between.Mode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Several gateways on one database, in front of one registry: whichever is asked, they are one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetIT {
    private static final String RULES = """
            rule "Staging is open"
              @id("OPEN-001") @owner("tests")
            when
              Promotion( environment == "staging" )
            then
              decision.permit("a test wants it so");
            end

            rule "What serves customers needs a lead"
              @id("HOLD-001") @owner("tests")
            when
              Promotion( environment == "production", model != "brief" )
            then
              decision.hold("a test wants it so", approvals(1).from("ml-leads"));
            end

            rule "One model waits for a moment only"
              @id("HOLD-002") @owner("tests")
            when
              Promotion( environment == "production", model == "brief" )
            then
              decision.hold("a test wants it so", approvals(1).from("ml-leads").within("2s"));
            end
            """;

    private StandIn standIn;
    private Registry registry;
    private SharedDatabase database;
    private Path rules;
    private Between front;
    private TestGateway one;
    private TestGateway other;

    @BeforeAll
    void begin(@TempDir Path home) throws Exception {
        standIn = StandIn.start();
        registry = standIn.registry();
        database = SharedDatabase.start(home.resolve("database"));
        rules = Policies.set(home, "deny", RULES);
        front = new Between(standIn.url(), Mode.PASS);
        one = TestGateway.start(setup());
        other = TestGateway.start(setup());
    }

    private TestGateway.Setup setup() {
        return TestGateway.Setup.open(Path.of("unused"), front.url())
                .policy(rules)
                .database(database.lines());
    }

    @AfterAll
    void end() throws Exception {
        other.close();
        one.close();
        front.close();
        database.close();
        standIn.close();
    }

    private void prepare(String model) {
        registry.model(model, 0.90, 0.95, 0.97);
        registry.alias(model, "champion", "1");
    }

    private static CompletableFuture<Http.Answer> ask(TestGateway through, String model, String alias, String version) {
        return ask(through.url(), model, alias, version);
    }

    private static CompletableFuture<Http.Answer> ask(String through, String model, String alias, String version) {
        return Aside.call(
                () -> Http.at(through).post(API + "registered-models/alias", aliasBody(model, alias, version)));
    }

    private static Http.Answer answer(CompletableFuture<Http.Answer> asked) throws Exception {
        return asked.get(60, TimeUnit.SECONDS);
    }

    private static JsonNode items(TestGateway through, String path) {
        return through.api("ann").get(path).json().path("items");
    }

    private static String promotion(TestGateway through, String model, String field) {
        return items(through, "/v1/promotions?model=" + model).at("/0/" + field).asText();
    }

    @Test
    void what_is_asked_for_here_is_joined_and_approved_there_and_both_clients_get_the_registrys_reply()
            throws Exception {
        prepare("shared");
        var before = front.writes();

        var here = ask(one, "shared", "champion", "2");
        Eventually.holds(() -> assertThat(other.hold("shared")).startsWith("h-"));
        var there = ask(other, "shared", "champion", "2");
        other.review("ann", other.hold("shared"), "approved");

        for (var asked : new Http.Answer[] {answer(here), answer(there)}) {
            assertThat(asked.status()).as(asked.text()).isEqualTo(200);
            assertThat(asked.text()).isEqualTo("{}");
        }
        assertThat(registry.alias("shared", "champion")).contains("2");
        assertThat(front.writes() - before).isEqualTo(1);
        for (var gateway : new TestGateway[] {one, other}) {
            assertThat(items(gateway, "/v1/holds?model=shared")).hasSize(1);
            assertThat(items(gateway, "/v1/promotions?model=shared")).hasSize(1);
        }
    }

    @Test
    void what_was_applied_here_is_restored_there() throws Exception {
        prepare("restored");
        registry.alias("restored", "challenger", "3");
        assertThat(answer(ask(one, "restored", "challenger", "2")).status()).isEqualTo(200);

        var restore = "/v1/snapshots/" + promotion(other, "restored", "snapshot") + "/restore";
        var restored = other.api("ann").post(restore, "{}");

        assertThat(restored.status()).as(restored.text()).isEqualTo(200);
        assertThat(registry.alias("restored", "challenger")).contains("3");
        assertThat(one.api("ann").post(restore, "{}").text()).contains("alreadyThere");
    }

    @Test
    void a_change_in_flight_here_keeps_others_of_its_model_waiting_there() throws Exception {
        prepare("one-at-a-time");
        var before = front.writes();
        front.mode(Mode.DELAY);

        CompletableFuture<Http.Answer> first;
        CompletableFuture<Http.Answer> second;
        try {
            first = ask(one, "one-at-a-time", "challenger", "2");
            Eventually.holds(() -> assertThat(front.writes() - before).isEqualTo(1));
            second = ask(other, "one-at-a-time", "challenger", "3");
            Eventually.holds(() -> assertThat(items(other, "/v1/promotions?model=one-at-a-time"))
                    .hasSize(1));
            // Long enough for it to be sent, were it not kept waiting.
            TimeUnit.SECONDS.sleep(1);
            assertThat(front.writes() - before).isEqualTo(1);
            assertThat(registry.alias("one-at-a-time", "challenger")).isEmpty();
        } finally {
            front.let();
            front.mode(Mode.PASS);
        }

        assertThat(answer(first).status()).isEqualTo(200);
        assertThat(answer(second).status()).isEqualTo(200);
        assertThat(registry.alias("one-at-a-time", "challenger")).contains("3");
        assertThat(front.writes() - before).isEqualTo(2);
    }

    @Test
    void a_hold_expires_once_and_every_client_is_told() throws Exception {
        prepare("brief");

        var here = ask(one, "brief", "champion", "2");
        Eventually.holds(() -> assertThat(other.hold("brief")).startsWith("h-"));
        var there = ask(other, "brief", "champion", "2");

        assertThat(answer(here).text()).contains("expired at");
        assertThat(answer(there).text()).contains("expired at");
        assertThat(items(other, "/v1/holds?model=brief")).hasSize(1);
        assertThat(items(one, "/v1/audit?model=brief&type=hold.expired")).hasSize(1);
        assertThat(registry.alias("brief", "champion")).contains("1");
    }

    @Test
    void what_a_killed_gateway_had_sent_is_found_out_by_another(@TempDir Path home) throws Exception {
        prepare("orphaned");
        try (var line = new Between(standIn.url(), Mode.KEEP_ANSWER)) {
            var setup = TestGateway.Setup.open(home, line.url()).policy(rules).database(database.lines());
            try (var killed = GatewayProcess.start(home, setup)) {
                var _ = ask(killed.url(), "orphaned", "challenger", "2");
                line.awaitWrite();
                assertThat(promotion(other, "orphaned", "outcome")).isEmpty();
                killed.kill();
            }
            Eventually.holds(
                    () -> assertThat(promotion(other, "orphaned", "outcome")).isEqualTo("applied"));
            assertThat(line.writes()).isEqualTo(1);
        }
        assertThat(registry.alias("orphaned", "challenger")).contains("2");
        assertThat(items(one, "/v1/audit?model=orphaned&type=promotion.settled"))
                .hasSize(1);
        assertThat(answer(ask(one, "orphaned", "challenger", "3")).status()).isEqualTo(200);
    }
}
