package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Case;
import io.stagegate.rules.cases.Cases;
import io.stagegate.rules.cases.Coverage;
import io.stagegate.rules.cases.Recordings;
import io.stagegate.rules.cases.Result;
import io.stagegate.rules.cases.Runner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sets that are shipped, by the cases that are shipped with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedSetsTest {
    private final Map<String, CompiledPolicy> policies = new HashMap<>();

    @BeforeAll
    void compile() throws PolicyException {
        for (var name : List.of("baseline", "watched", "demo-watch")) {
            policies.put(name, CompiledPolicy.compile(PolicySource.read(Path.of("policies", name))));
        }
    }

    @AfterAll
    void close() {
        policies.values().forEach(CompiledPolicy::close);
    }

    private CompiledPolicy policy(String name) {
        return Optional.ofNullable(policies.get(name)).orElseThrow();
    }

    private List<Case> cases(String name) throws PolicyException {
        return Cases.of(policy(name).source(), policy(name).ids());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "watched", "demo-watch"})
    void every_case_passes(String name) throws PolicyException {
        var runner = new Runner(policy(name), Recordings.NONE);
        assertThat(cases(name).stream()
                        .map(runner::run)
                        .filter(r -> !r.passed())
                        .map(Result::toString))
                .isEmpty();
        assertThat(cases(name)).hasSizeGreaterThan(2 * policy(name).rules() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "watched", "demo-watch"})
    void every_rule_speaks_in_one_and_every_condition_is_met_in_one_and_not_in_another(String name)
            throws PolicyException {
        var coverage = new Coverage();
        var runner = new Runner(policy(name), Recordings.NONE);
        cases(name)
                .forEach(
                        test -> runner.facts(test).orElseThrow().forEach(facts -> coverage.add(runner.stories(facts))));

        assertThat(coverage.rules()).hasSize(policy(name).rules());
        assertThat(coverage.rules()).allMatch(Coverage.Rule::fired);
        assertThat(coverage.rules().stream().flatMap(r -> r.gaps().stream())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "watched", "demo-watch"})
    void what_is_known_without_the_engine_is_what_the_engine_finds(String name) throws PolicyException {
        var policy = policy(name);
        var runner = new Runner(policy, Recordings.NONE);
        var whole = Explainer.of(policy, Integer.MAX_VALUE);
        var some = Explainer.of(policy, 0);
        for (var test : cases(name)) {
            for (var facts : runner.facts(test).orElseThrow()) {
                var conclusion = policy.conclude(facts);
                assertThat(some.stories(facts, conclusion)).as(test.name()).isEqualTo(whole.stories(facts, conclusion));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "watched", "demo-watch"})
    void nothing_is_to_be_said_of_it(String name) {
        assertThat(policy(name).warnings()).isEmpty();
    }
}
