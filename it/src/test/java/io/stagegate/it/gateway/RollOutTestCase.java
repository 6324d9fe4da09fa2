package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests of rolling out share: a database that outlives its gateways, and policy sets that say which one they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RollOutTestCase {
    /** Private keys of Ed25519, for tests. */
    static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    static final String OTHER_KEY = "MTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTA=";

    StandIn standIn;
    SharedDatabase database;
    Path home;
    /** What the directory of the gateway is. */
    Path policy = Path.of("");

    String trusted;

    @BeforeAll
    void begin(@TempDir Path directory) throws Exception {
        home = directory;
        standIn = StandIn.start();
        database = SharedDatabase.start(home.resolve("database"));
        database.migrate();
        var key = Files.writeString(home.resolve("key"), KEY);
        trusted = Run.of(Map.of(), "policy", "key", "--key", key.toString(), "--name", "team")
                .out()
                .strip();
        standIn.registry().model("fraud", 0.90, 0.95);
        standIn.registry().alias("fraud", "champion", "1");
    }

    @AfterAll
    void end() throws Exception {
        database.close();
        standIn.close();
    }

    /** Forgets what was ever in force, as for a database that is new. */
    void forget() throws Exception {
        database.run("TRUNCATE policy_activation, policy_proposal, policy_refusal, policy_replica, policy_release");
    }

    /** A set that denies with a word of its own. */
    static String rules(String word) {
        return """
                rule "Says which set it is of"
                  @id("WORD-001") @owner("tests")
                when
                  Promotion()
                then
                  decision.deny("%s");
                end
                """.formatted(word);
    }

    Path set(String name, String rules) {
        try {
            return Policies.set(Files.createDirectories(home.resolve(name)), "permit", rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestGateway gateway(Path directory) throws StartException {
        return gateway(directory, "");
    }

    /** @param policy more of what is configured of policy sets */
    TestGateway gateway(Path directory, String policy) throws StartException {
        var setup = TestGateway.Setup.open(Path.of("unused"), standIn.url())
                .policy(directory)
                .database(database.lines());
        var more = ", owners: [risk], trustedKeys: [\"" + trusted + "\"]" + policy + " }";
        return TestGateway.start(
                setup.yaml().replace("\"%s\" }".formatted(directory), "\"%s\"".formatted(directory) + more));
    }

    /** What a change of what serves is answered. */
    static Http.Answer ask(TestGateway gateway) {
        return ask(gateway, "2");
    }

    static Http.Answer ask(TestGateway gateway, String version) {
        return ask(gateway, "champion", version);
    }

    static Http.Answer ask(TestGateway gateway, String alias, String version) {
        return gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody("fraud", alias, version));
    }

    static void says(TestGateway gateway, String word) {
        soon(() -> assertThat(ask(gateway).text()).contains(word));
    }

    /** Asks again and again, often, for a while that is short. */
    static void soon(Runnable assertion) {
        Eventually.holds(Duration.ofSeconds(15), Duration.ofMillis(30), assertion);
    }

    static JsonNode standing(TestGateway gateway) {
        return gateway.api("bob").get("/v1/policies").json();
    }

    static String active(TestGateway gateway) {
        return standing(gateway).at("/active/digest").asText();
    }

    static int ready(TestGateway gateway) {
        return gateway.operations().get("/readyz").status();
    }

    static Run run(TestGateway gateway, String... arguments) {
        return Run.of(Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "bob-token"), arguments);
    }
}
