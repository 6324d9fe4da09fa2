package io.stagegate.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.benchmarks.policy.BareSession;
import io.stagegate.benchmarks.policy.LargeSet;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.drools.CompiledPolicy;
import org.junit.jupiter.api.Test;

/** What is measured beside one another decides the same. */
class RulesBenchmarkTest {
    @Test
    void copies_for_other_environments_change_nothing() throws PolicyException {
        try (var few = CompiledPolicy.compile(LargeSet.small());
                var many = CompiledPolicy.compile(LargeSet.of(60))) {
            var expected = few.decide(Sample.facts()).grounds().findings();

            assertThat(many.rules()).isEqualTo(60);
            assertThat(many.decide(Sample.facts()).grounds().findings()).isEqualTo(expected);
            assertThat(BareSession.of(LargeSet.small()).decide(Sample.facts())).hasSameSizeAs(expected);
        }
    }
}
