package io.stagegate.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Requester;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.CanonicalJson;
import io.stagegate.gateway.json.DecisionJson;
import io.stagegate.gateway.json.FactJson;
import io.stagegate.gateway.replay.Replay.Period;
import io.stagegate.gateway.replay.ReplayLine.Kind;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions of a made-up history, decided again by the same rules and by others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
    private static final Instant FIRST = Instant.parse("2026-10-27T00:00:00.000001Z");
    private static final Period ALWAYS = new Period(Instant.MIN, Instant.MAX);
    private static final String RULES = """
            rule "Good enough"
              @id("A-1")
            when
              Promotion( environment == "production" )
              $m : Metric( of == Version.CANDIDATE, name == "accuracy", value < 0.8 )
            then
              decision.deny("accuracy " + $m.value()).remedy("train");
            end

            rule "Soaked"
              @id("A-2")
            when
              $p : Promotion( )
              $d : Deployment( environment == "staging", servedFor($p.at).toHours() < 24 )
            then
              decision.hold("staged for " + $d.servedFor($p.at()), approvals(1).from("leads"));
            end

            rule "Groups"
              @id("A-3")
            when
              Promotion( )
              $r : Requester( )
            then
              risk.add(5, "asked by " + $r.groups());
            end
            """;
    private static final String STRICTER = RULES.replace("value < 0.8", "value < 0.85");

    private CompiledPolicy policy;
    private List<String> lines = List.of();

    @BeforeAll
    void decide() throws PolicyException {
        policy = compiled(RULES);
        var random = new Random(1);
        lines = IntStream.range(0, 1_200).mapToObj(n -> line(n, random)).toList();
    }

    @AfterAll
    void close() {
        policy.close();
    }

    @Test
    void the_same_rules_decide_the_same_to_the_byte() throws Exception {
        try (var again = compiled(RULES)) {
            var replay = new Replay(again::conclude);

            assertThat(lines).allSatisfy(line -> {
                var recorded = Recorded.parse(line);
                assertThat(CanonicalJson.of(DecisionJson.write(replay.conclude(recorded))))
                        .isEqualTo(CanonicalJson.of(recorded.decision()));
            });
            assertThat(lines).allSatisfy(line -> {
                var recorded = Recorded.parse(line);
                assertThat(Verdict.of(replay.conclude(recorded))).isEqualTo(Verdict.of(recorded.decision()));
            });
            assertThat(replayed(again, lines)).isEqualTo(new Replays(1_200, List.of()));
        }
    }

    @Test
    void a_stricter_rule_is_told_with_each_decision_that_it_would_have_changed() throws Exception {
        var between =
                lines.stream().map(Recorded::parse).filter(ReplayTest::between).toList();
        try (var stricter = compiled(STRICTER)) {
            var replays = replayed(stricter, lines);

            assertThat(replays.same()).isEqualTo(1_200 - between.size());
            assertThat(replays.differences().stream().map(Difference::about))
                    .containsExactlyElementsOf(
                            between.stream().map(Recorded::about).toList());
            assertThat(replays.byChange()).containsOnlyKeys("permit -> deny", "hold -> deny", Replays.OTHER_REASONS);
            assertThat(Replays.byRule(replays.differences())).singleElement().satisfies(by -> {
                assertThat(by.differences()).hasSameSizeAs(between);
                assertThat(by.rule().rule()).isEqualTo("A-1");
                assertThat(by.rule().source()).isEqualTo("a.drl:1");
                assertThat(by.rule().now()).isTrue();
            });
        }
    }

    /** Those whose accuracy lies between the two limits. */
    private static boolean between(Recorded recorded) {
        return recorded.facts().stream()
                .flatMap(List::stream)
                .anyMatch(f -> f instanceof Metric m && m.value() >= 0.8 && m.value() < 0.85);
    }

    @Test
    void a_replay_is_told_in_a_line() throws Exception {
        var period = "the last 30 days";
        try (var stricter = compiled(STRICTER)) {
            var changed = replayed(stricter, lines);
            var line = ReplayLine.of(Kind.DECISIONS, changed, period, Optional.empty());

            assertThat(line)
                    .startsWith("of 1,200 decisions of the last 30 days "
                            + changed.differences().size() + " would be otherwise: ")
                    .containsPattern("[0-9]+ permit -> deny \\(A-1\\), ")
                    .containsPattern(", [0-9]+ the same for other reasons \\(A-1\\)$");
        }
        assertThat(ReplayLine.of(
                        Kind.DECISIONS, new Replays(1, List.of()), period, Optional.of("there was no time for more")))
                .isEqualTo("of the newest 1 decision of the last 30 days (there was no time for more)"
                        + " none would be otherwise");
        assertThat(ReplayLine.of(Kind.DECISIONS, new Replays(0, List.of()), period, Optional.empty()))
                .isEqualTo("there are no decisions of the last 30 days that could be replayed");
        assertThat(ReplayLine.of(Kind.DECISIONS, new Replays(0, List.of()), period, Optional.of("no time")))
                .isEqualTo("not replayed: no time");
        assertThat(ReplayLine.of(Kind.LOOKS, new Replays(2, List.of()), period, Optional.of("no time")))
                .isEqualTo("of 2 looks of the last 30 days (no time) none would be otherwise");
    }

    @Test
    void rules_that_moved_or_got_another_name_are_the_same() throws Exception {
        try (var moved = compiled("// a word on it\n\n" + RULES.replace("Good enough", "Good"))) {
            assertThat(replayed(moved, lines).differences()).isEmpty();
        }
    }

    @Test
    void another_score_or_reason_is_told_apart_from_another_effect() throws Exception {
        try (var riskier = compiled(RULES.replace("risk.add(5", "risk.add(6"))) {
            var replays = replayed(riskier, lines);

            assertThat(replays.differences()).hasSize(1_200).noneMatch(Difference::ofEffect);
            assertThat(replays.byChange()).containsOnlyKeys(Replays.OTHER_REASONS);
            assertThat(replays.differences().getFirst().after().risk()).isEqualTo(6);
        }
    }

    @Test
    void a_rule_that_is_gone_is_told_of() throws Exception {
        try (var without = compiled(RULES.substring(RULES.indexOf("rule \"Soaked\"")))) {
            var made = Replays.byRule(replayed(without, lines).differences());

            assertThat(made).extracting(by -> by.rule().rule()).containsExactly("A-1");
            assertThat(made.getFirst().rule().now()).isFalse();
        }
    }

    @Test
    void only_a_period_is_replayed() throws Exception {
        var period = new Period(FIRST.plusSeconds(60), FIRST.plusSeconds(180));

        var replays = new Replay(policy::conclude).all(reader(lines), period, _ -> {});

        assertThat(replays.decisions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "nonsense", "{\"promotion\":\"p\",\"askedAt\":\"now\"}"})
    void what_is_no_decision_is_told_with_its_line(String line) {
        assertThatThrownBy(() -> replayed(policy, List.of(lines.getFirst(), line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2 is no recorded decision");
    }

    private static Replays replayed(DecisionPoint rules, List<String> lines) throws IOException {
        return new Replay(rules::decide).all(reader(lines), ALWAYS, _ -> {});
    }

    private static BufferedReader reader(List<String> lines) {
        return new BufferedReader(new StringReader(String.join("\n", lines)));
    }

    private static CompiledPolicy compiled(String rules) throws PolicyException {
        return CompiledPolicy.compile(
                PolicySource.of(Map.of(PolicySource.MANIFEST, "name: t\ndefault: permit\n", "a.drl", rules)));
    }

    /** A decision on one target or two, a minute after the one before. */
    private String line(int n, Random random) {
        var at = FIRST.plusSeconds(60L * n);
        var targets = Stream.of("champion", "best")
                .limit(1L + random.nextInt(2))
                .map(alias -> facts(alias, at, random))
                .toList();
        var decision = Decision.strictest(targets.stream().map(policy::decide).toList());
        return JsonObject.EMPTY
                .with("promotion", "p-" + n)
                .with("phase", "request")
                .with("askedAt", at.toString())
                .with("decidedAt", at.toString())
                .with("upstream", "registry")
                .with("model", "fraud")
                .with("operation", "mlflow:set-alias")
                .with("decision", DecisionJson.write(decision))
                .with(
                        "targets",
                        JsonValue.array(targets.stream().map(ReplayTest::target).toList()))
                .toJson();
    }

    private static JsonObject target(List<Fact> facts) {
        return JsonObject.EMPTY
                .with("target", ((Promotion) facts.getFirst()).target())
                .with(
                        "facts",
                        JsonValue.array(facts.stream().map(FactJson::write).toList()));
    }

    private static List<Fact> facts(String alias, Instant at, Random random) {
        var target = "registry/fraud@" + alias;
        var facts = new ArrayList<Fact>(List.of(
                new Promotion(Action.PROMOTE, "mlflow:set-alias", "registry", "", "fraud", target, "production", at),
                new Requester("mia", Set.of("a", "b", "c", "d"), true),
                new Metric(Version.CANDIDATE, "accuracy", 0.7 + random.nextInt(300) / 1_000.0, "", at)));
        if (random.nextBoolean()) {
            var since = at.minus(Duration.ofHours(random.nextInt(48)));
            facts.add(new Deployment(Version.CANDIDATE, "staging", "t", true, since, Instant.MAX));
        }
        return facts;
    }
}
