package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Case;
import io.stagegate.rules.cases.Cases;
import io.stagegate.rules.cases.Coverage;
import io.stagegate.rules.cases.Recordings;
import io.stagegate.rules.cases.Result;
import io.stagegate.rules.cases.Runner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The set that is shipped, by the cases that are shipped with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BaselineTest {
    private CompiledPolicy policy;
    private List<Case> cases = List.of();

    @BeforeAll
    void compile() throws Exception {
        policy = CompiledPolicy.compile(PolicySource.read(Path.of("policies/baseline")));
        cases = Cases.of(policy.source(), policy.ids());
    }

    @AfterAll
    void close() {
        policy.close();
    }

    @Test
    void every_case_passes() {
        try (var runner = new Runner(policy, Recordings.NONE)) {
            assertThat(cases.stream().map(runner::run).filter(r -> !r.passed()).map(Result::toString))
                    .isEmpty();
        }
        assertThat(cases).hasSizeGreaterThan(60);
    }

    @Test
    void every_rule_speaks_in_one_and_every_condition_is_met_in_one_and_not_in_another() {
        var coverage = new Coverage();
        try (var runner = new Runner(policy, Recordings.NONE)) {
            cases.forEach(test -> coverage.add(runner.stories(runner.facts(test).orElseThrow())));
        }

        assertThat(coverage.rules()).hasSize(policy.rules());
        assertThat(coverage.rules()).allMatch(Coverage.Rule::fired);
        assertThat(coverage.rules().stream().flatMap(r -> r.gaps().stream())).isEmpty();
    }

    @Test
    void nothing_is_to_be_said_of_it() {
        assertThat(policy.warnings()).isEmpty();
    }
}
