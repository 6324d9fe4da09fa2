package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.json.CanonicalJson;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.replay.Recorded;
import io.stagegate.gateway.replay.Replay;
import io.stagegate.gateway.server.StartException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway has decided is decided again: the same by the same rules, and told where it is otherwise by others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {
    private static final Path BASELINE = Path.of("../rules/policies/baseline");

    private StandIn registry;
    private TestGateway gateway;
    private Path home = Path.of("");

    @BeforeAll
    void decide(@TempDir Path data) throws StartException, IOException {
        home = data;
        registry = StandIn.start();
        gateway = TestGateway.start(TestGateway.Setup.open(data.resolve("gateway"), registry.url()));
        var models = registry.registry();
        models.model("replayed", 0.90, 0.95);
        models.alias("replayed", "champion", "1");
        alias("replayed", "champion");
        alias("replayed", "challenger");
        alias("replayed", "champion");
        gateway.review("ann", gateway.hold("replayed"), "approved");
        Eventually.holds(() -> assertThat(models.alias("replayed", "champion")).contains("2"));
        assertThat(gateway.restore("", "replayed", "ann", false).status()).isEqualTo(200);
        alias("replayed", "champion");
    }

    private void alias(String model, String alias) {
        gateway.proxy().with("prefer", "wait=0").post(API + "registered-models/alias", aliasBody(model, alias, "2"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        registry.close();
    }

    private List<String> lines(String query) {
        var answer = gateway.api("ann").with("accept", "application/x-ndjson").get("/v1/decisions" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text().lines().toList();
    }

    private Run replay(Path policy, String... more) {
        var environment = Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "ann-token");
        var arguments = new ArrayList<>(List.of("policy", "replay", "--policy", policy.toString()));
        arguments.addAll(List.of(more));
        return Run.of(environment, arguments.toArray(String[]::new));
    }

    @Test
    void the_rules_that_decided_decide_the_same_to_the_byte() throws Exception {
        var recorded = lines("").stream().map(Recorded::parse).toList();

        assertThat(recorded)
                .extracting(r ->
                        r.about().phase() + " " + r.decision().text("effect").orElseThrow())
                .containsExactly(
                        "request deny",
                        "request permit",
                        "request hold",
                        "release hold",
                        "request permit",
                        "request hold");
        try (var policy = CompiledPolicy.compile(PolicySource.read(BASELINE))) {
            var replay = new Replay(policy::conclude);
            assertThat(recorded)
                    .allSatisfy(r -> assertThat(CanonicalJson.of(DecisionJson.write(replay.conclude(r))))
                            .isEqualTo(CanonicalJson.of(r.decision())));
        }
        var run = replay(BASELINE, "--fail-if-changed");
        assertThat(run.out()).startsWith("6 decisions since ").endsWith(": 6 the same\n");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void a_period_begins_and_ends_when_it_is_said() {
        var third = Recorded.parse(lines("").get(2)).about();

        assertThat(lines("?since=" + third.decidedAt())).hasSize(4);
        assertThat(lines("?until=" + third.decidedAt())).hasSize(2);
        assertThat(lines("?since=" + third.decidedAt().plus(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void other_rules_are_told_by_what_they_would_have_changed() throws IOException {
        var other = stricter("other");
        var held = Recorded.parse(lines("").get(1)).about().promotion();

        var run = replay(other);
        assertThat(run.out())
                .contains("permit -> hold\n  X-001 " + other + "/x.drl:1: 1 decision\n    says now: staging too\n")
                .contains(gateway.apiUrl() + "/v1/promotions/" + held + " registry/replayed@challenger");
        assertThat(run.code()).as(run.err()).isZero();
        var table = replay(other, "--format", "csv", "--fail-if-changed");
        assertThat(table.out()).contains(held + ",request,", ",registry/replayed@challenger,permit,hold,");
        assertThat(table.code()).isEqualTo(1);
        assertThat(new Http.Answer(200, replay(other, "--format", "json").out(), Map.of())
                        .json()
                        .at("/differences/0/rules/0/rule")
                        .asText())
                .isEqualTo("X-001");
    }

    @Test
    void what_was_downloaded_is_replayed_without_a_gateway() throws IOException {
        var file = home.resolve("decisions.ndjson");
        Files.write(file, lines(""));
        var arguments = new String[] {
            "policy", "replay", "--policy", BASELINE.toString(), "--from", file.toString(), "--fail-if-changed"
        };

        assertThat(Run.of(Map.of(), arguments).out()).isEqualTo("6 decisions of " + file + ": 6 the same\n");
        Files.writeString(file, "nonsense\n");
        var run = Run.of(Map.of(), arguments);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(file + " cannot be replayed: line 1 is no recorded decision");
    }

    @Test
    void what_cannot_be_told_is_no_answer() {
        assertThat(replay(home.resolve("nowhere")).code()).isEqualTo(2);
        assertThat(replay(BASELINE, "--since", "yesterday").code()).isEqualTo(2);
        assertThat(Run.of(Map.of(), "policy", "replay", "--policy", BASELINE.toString())
                        .code())
                .isEqualTo(2);
    }

    /** The baseline set, and that staging is held too. */
    private Path stricter(String name) throws IOException {
        var directory = home.resolve(name);
        try (var files = Files.walk(BASELINE)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = directory.resolve(BASELINE.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.writeString(directory.resolve("x.drl"), """
                rule "Staging too"
                  @id("X-001") @owner("risk")
                when
                  Promotion( environment == "staging" )
                then
                  decision.hold("staging too", approvals(1).from("risk"));
                end
                """);
        return directory;
    }
}
