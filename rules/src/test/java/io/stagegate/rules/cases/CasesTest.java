package io.stagegate.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasesTest {
    private static final String RULES = """
            rule "low" @id("LOW")
            when
              Promotion( environment == "production" )
              $m : Metric( of == Version.CANDIDATE, value < 0.9 )
            then
              decision.deny($m.name() + " is " + $m.value());
            end

            rule "asks" @id("ASKS")
            when
              Promotion( environment == "production" )
              Requester( verified == false )
            then
              decision.hold("who is it?", approvals(2).from("risk"));
              risk.add(30, "anonymous");
            end
            """;
    private static final String GIVEN = """
            given:
              Promotion: { action: promote, environment: production, at: 2026-11-24T10:00:00Z }
              Requester: { id: ann, verified: true }
              Metric: { of: candidate, name: accuracy, value: 0.95 }
            cases:
            """;
    private CompiledPolicy policy;

    @BeforeAll
    void compile() throws Exception {
        policy = CompiledPolicy.compile(
                PolicySource.of(Map.of("policy.yaml", "name: test\ndefault: permit\n", "a.drl", RULES)));
    }

    @AfterAll
    void close() {
        policy.close();
    }

    private List<Result> run(String cases) throws PolicyException {
        return run(cases, Recordings.NONE);
    }

    private List<Result> run(String cases, Recordings recordings) throws PolicyException {
        var source = PolicySource.of(Map.of("a.test.yaml", GIVEN + cases.indent(2)));
        var runner = new Runner(policy, recordings);
        return Cases.of(source, policy.ids()).stream().map(runner::run).toList();
    }

    @Test
    void a_case_changes_adds_and_leaves_out_what_the_file_gives() throws Exception {
        assertThat(run("""
                        - name: as given
                          expect: { decision: permit, fired: [DEFAULT], notFired: [LOW, ASKS], risk: 0 }
                        - name: changed
                          given: { Metric: { of: candidate, name: accuracy, value: 0.5 } }
                          expect: { decision: deny, fired: [LOW], message: accuracy is 0.5 }
                        - name: added
                          given: { Metric: { of: candidate, name: f1, value: 0.5 } }
                          expect: { decision: deny, message: [f1 is 0.5] }
                        - name: left out
                          given: { Requester: { verified: false } }
                          without: { Metric: {} }
                          expect: { decision: hold, fired: [ASKS], requirement: 2 of risk, risk: 30 }
                        - name: a restore takes the place of the promotion
                          given: { Restore: { environment: production } }
                          expect: { decision: permit, notFired: [LOW] }
                        """)).allMatch(Result::passed);
    }

    @Test
    void a_case_that_fails_says_what_came_and_which_condition_stopped_a_rule_that_was_to_speak() throws Exception {
        var result = run("""
                        - name: expects what does not come
                          expect: { decision: deny, fired: [LOW], notFired: [DEFAULT], message: nobody, requirement: 1 of risk, risk: 7 }
                        """).getFirst();

        assertThat(result.differences())
                .containsExactly(
                        "decision is permit, expected deny",
                        "requirement is nothing, expected 1 of risk",
                        "risk is 0, expected 7",
                        """
                        LOW did not speak (a.drl:1)
                          line 4: value < 0.9
                            in $m : Metric( of == Version.CANDIDATE, value < 0.9 )
                            saw value = 0.95""",
                        "DEFAULT spoke and was not to: no rule speaks against it",
                        "nobody said \"nobody\"",
                        "said: DEFAULT permit: no rule speaks against it");
    }

    @Test
    void a_recorded_promotion_is_decided_on_again() throws Exception {
        Recordings recordings = (promotion, target) -> promotion.equals("p-1")
                ? Optional.of(List.of(new Metric(Version.CANDIDATE, target, 0.1, "", Instant.EPOCH)))
                : Optional.empty();
        var results = run("""
                - name: known
                  recorded: p-1
                  expect: { decision: permit }
                - name: not known
                  recorded: { promotion: p-2, target: a/b@c }
                  expect: { decision: permit }
                """, recordings);

        assertThat(results).extracting(Result::passed).containsExactly(true, false);
        assertThat(results.getLast().differences())
                .containsExactly("no gateway that can be asked has recorded one decision of a/b@c on promotion p-2");
    }

    @Test
    void a_case_that_expects_nothing_does_not_pass() throws Exception {
        assertThat(run("""
                        - name: empty
                          expect: {}
                        """)).noneMatch(Result::passed);
    }

    @Test
    void coverage_counts_rules_that_spoke_and_both_outcomes_of_conditions() throws Exception {
        var source = PolicySource.of(Map.of("a.test.yaml", GIVEN + """
                        - name: low
                          given: { Metric: { of: candidate, name: accuracy, value: 0.5 } }
                          expect: { decision: deny }
                        - name: high
                          expect: { decision: permit }
                        """.indent(2)));
        var coverage = new Coverage();
        var runner = new Runner(policy, Recordings.NONE);
        for (var test : Cases.of(source, policy.ids())) {
            runner.facts(test).orElseThrow().forEach(facts -> coverage.add(runner.stories(facts)));
        }

        assertThat(coverage.percentOfRules()).isEqualTo(50);
        // Of LOW: production met, candidate met, value met and not met. Of ASKS: production met, verified not met.
        assertThat(coverage.percentOfConditions()).isEqualTo(60);
        assertThat(coverage.rules().getLast().gaps())
                .containsExactly(
                        new Coverage.Gap(11, "environment == \"production\"", false),
                        new Coverage.Gap(12, "verified == false", true));
    }

    @Test
    void times_can_be_told_from_when_it_was_asked() throws Exception {
        var source = PolicySource.of(Map.of("a.test.yaml", GIVEN + """
                        - name: ago
                          given: { ModelVersion: { of: candidate, createdAt: 36h ago } }
                          expect: { decision: permit }
                        """.indent(2)));
        var given = Cases.of(source, policy.ids()).getFirst().given();

        assertThat(given.toString()).contains("createdAt=2026-11-22T22:00:00Z");
    }
}
