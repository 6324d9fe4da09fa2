package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What rules may ask of reviewers, releases in an emergency, limits, and what is changed behind the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequirementsIT {
    private static final String RULES = """
            rule "Strict"
              @id("T-001") @owner("tests")
            when
              Promotion( model.startsWith("strict") )
            then
              decision.hold("strict", approvals(1).from("ml-leads").escalate("2s", "interns")
                .remind("1s").commented().except("bob"));
            end

            rule "Plain"
              @id("T-002") @owner("tests")
            when
              Promotion( model.startsWith("plain") )
            then
              decision.hold("plain", approvals(1).from("ml-leads"));
            end
            """;

    private StandIn stand;
    private TestGateway gateway;
    private Path data;

    @BeforeAll
    void start(@TempDir Path home) throws StartException, IOException {
        stand = StandIn.start();
        data = home.resolve("data");
        gateway = TestGateway.start(TestGateway.Setup.open(data, stand.url())
                .policy(Policies.set(home, "deny", RULES))
                .database("holds: { limits: { model: 2 }, ratifyWithin: 3s }"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        stand.close();
    }

    private Http.Answer champion(TestGateway through, String model, String version) {
        return through.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", version));
    }

    /** A model with version 1 in production, and a hold for version 2. */
    private String held(TestGateway through, String model) {
        stand.registry().model(model, 0.9, 0.95, 0.96);
        stand.registry().alias(model, "champion", "1");
        assertThat(champion(through, model, "2").status()).isEqualTo(409);
        return through.hold(model);
    }

    private Http.Answer review(String person, String hold, String comment) {
        var digest = shown(hold).path("digest").asText();
        return gateway.api(person)
                .post(
                        "/v1/holds/" + hold + "/reviews",
                        "{\"state\":\"approved\",\"comment\":\"%s\",\"digest\":\"%s\"}".formatted(comment, digest));
    }

    private JsonNode shown(String hold) {
        return gateway.api("ann").get("/v1/holds/" + hold).json();
    }

    private Http.Answer breakGlass(String person, String hold) {
        return gateway.api(person)
                .post(
                        "/v1/holds/" + hold + "/break-glass",
                        "{\"reason\":\"it is down\",\"digest\":\"%s\"}"
                                .formatted(shown(hold).path("digest").asText()));
    }

    private String champion(String model) {
        return stand.registry().alias(model, "champion").orElse("");
    }

    @Test
    void rules_ask_for_comments_exclude_people_remind_and_let_others_stand_in_later() {
        var hold = held(gateway, "strict");

        assertThat(review("eve", hold, "early").status()).isEqualTo(403);
        assertThat(review("bob", hold, "mine").json().path("type").asText()).isEqualTo("/problems/not-entitled");
        assertThat(review("ann", hold, "").json().path("type").asText()).isEqualTo("/problems/comment-missing");
        Eventually.holds(() -> assertThat(gateway.api("ann")
                        .get("/v1/audit?type=hold.escalated&model=strict")
                        .json()
                        .path("items"))
                .hasSize(1));
        assertThat(gateway.api("ann")
                        .get("/v1/audit?type=hold.reminder&model=strict")
                        .json()
                        .path("items"))
                .isNotEmpty();
        assertThat(review("eve", hold, "late").status()).isEqualTo(201);
        Eventually.holds(() -> assertThat(champion("strict")).isEqualTo("2"));
    }

    @Test
    void what_is_released_in_an_emergency_and_not_ratified_is_put_back_by_itself() {
        var hold = held(gateway, "plain-lapsed");

        assertThat(breakGlass("ann", hold).status()).isEqualTo(403);
        assertThat(breakGlass("bob", hold).status()).isEqualTo(201);

        Eventually.holds(() -> assertThat(champion("plain-lapsed")).isEqualTo("2"));
        Eventually.holds(
                () -> assertThat(shown(hold).at("/breakGlass/state").asText()).isEqualTo("restored"));
        assertThat(champion("plain-lapsed")).isEqualTo("1");
        assertThat(gateway.api("ann")
                        .get("/v1/audit?type=hold.glassRestored&model=plain-lapsed")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void what_is_ratified_stays_and_what_is_rejected_is_put_back_at_once() {
        var hold = held(gateway, "plain-kept");
        breakGlass("bob", hold);
        Eventually.holds(() -> assertThat(champion("plain-kept")).isEqualTo("2"));
        assertThat(review("ann", hold, "right so").json().path("ratification").asText())
                .isEqualTo("ratified");

        var other = held(gateway, "plain-revoked");
        breakGlass("bob", other);
        Eventually.holds(() -> assertThat(champion("plain-revoked")).isEqualTo("2"));
        assertThat(gateway.review("ann", other, "rejected").status()).isEqualTo(201);
        Eventually.holds(() -> assertThat(champion("plain-revoked")).isEqualTo("1"));

        assertThat(champion("plain-kept")).isEqualTo("2");
        assertThat(shown(hold).at("/breakGlass/state").asText()).isEqualTo("ratified");
    }

    @Test
    void what_somebody_approves_in_the_database_is_never_forwarded() throws Exception {
        var hold = held(gateway, "plain-tampered");

        update("UPDATE hold SET state = 'approved' WHERE id = '" + hold + "'");

        Eventually.holds(() -> assertThat(shown(hold).path("state").asText()).isEqualTo("denied"));
        assertThat(shown(hold).path("intact").asBoolean(true)).isFalse();
        assertThat(champion("plain-tampered")).isEqualTo("1");
        assertThat(champion(gateway, "plain-tampered", "2").text()).contains("changed behind the gateway");
    }

    private void update(String statement) throws SQLException, IOException {
        var port = Files.readAllLines(data.resolve("postgresql/postmaster.pid")).get(3);
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/stagegate",
                        "postgres",
                        Files.readString(data.resolve("superuser.password")));
                var sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).isEqualTo(1);
        }
    }

    @Test
    void no_more_changes_of_a_model_are_held_than_the_limit_says() {
        held(gateway, "plain-limited");
        champion(gateway, "plain-limited", "3");
        stand.registry().version("plain-limited", 0.97);

        var third = champion(gateway, "plain-limited", "4");

        assertThat(third.status()).isEqualTo(403);
        assertThat(third.text()).contains("2 changes of plain-limited wait for approval already");
    }

    @Test
    void where_no_credential_is_kept_the_next_try_goes_through(@TempDir Path home) throws Exception {
        var setup = TestGateway.Setup.open(home.resolve("data"), stand.url())
                .policy(Policies.set(home, "deny", RULES))
                .more("    credentials: { from: next-try }");
        try (var through = TestGateway.start(setup)) {
            var hold = held(through, "plain-next");
            assertThat(through.review("ann", hold, "approved").status()).isEqualTo(201);
            Eventually.holds(() -> assertThat(through.api("ann")
                            .get("/v1/holds/" + hold)
                            .json()
                            .path("delayed")
                            .asText())
                    .contains("send the same request again"));
            assertThat(champion("plain-next")).isEqualTo("1");
            assertThat(champion(through, "plain-next", "2").status()).isEqualTo(200);
            assertThat(champion("plain-next")).isEqualTo("2");

            stand.registry().model("plain-open", 0.9, 0.95);
            stand.registry().alias("plain-open", "champion", "1");
            var waiting = Aside.call(() ->
                    through.proxy().post(API + "registered-models/alias", aliasBody("plain-open", "champion", "2")));
            Eventually.holds(() -> assertThat(through.hold("plain-open")).isNotEmpty());
            through.review("ann", through.hold("plain-open"), "approved");
            assertThat(waiting.get().status()).isEqualTo(200);
            assertThat(champion("plain-open")).isEqualTo("2");
        }
    }
}
