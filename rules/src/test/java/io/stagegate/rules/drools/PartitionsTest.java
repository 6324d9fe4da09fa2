package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Finding;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.PolicyException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Leaving out the rules that could not have spoken changes nothing. */
class PartitionsTest {
    private final long seed = Long.getLong("stagegate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void what_is_left_out_would_not_have_spoken() throws PolicyException {
        for (var set = 0; set < 2; set++) {
            var source = RandomSets.of(random, 50);
            var engine = Engine.build(source, Manifest.of(source), Build::of);
            var smaller = 0;
            for (var n = 0; n < 100; n++) {
                var facts = RandomSets.facts(random);
                var some = engine.partitions().of(facts);
                smaller += some.rules().size() < engine.rules().size() ? 1 : 0;

                assertThat(findings(engine, some, facts))
                        .as("seed " + seed + ", " + facts)
                        .isEqualTo(findings(engine, engine.partitions().whole(), facts));
            }
            assertThat(smaller).as("seed " + seed).isGreaterThan(50);
        }
    }

    private static Set<Finding> findings(Engine engine, Partition partition, List<Fact> facts) {
        var firing = new Firing(engine.rules(), Duration.ofSeconds(10));
        firing.fire(partition, facts, Optional.empty());
        return new HashSet<>(firing.findings());
    }

    @Test
    void a_value_that_no_rule_names_makes_no_partition_of_its_own() throws PolicyException {
        var source = Sets.of("rule \"r\" @id(\"R\") when Promotion( model == \"x\" ) then decision.warn(\"x\"); end\n");
        var engine = Engine.build(source, Manifest.of(source), Build::of);
        var partitions = engine.partitions();

        assertThat(partitions.of(Facts.good().facts()).rules()).isEmpty();
        assertThat(partitions.of(Facts.good().facts()))
                .isSameAs(partitions.of(List.of(Facts.restore())))
                .isNotSameAs(partitions.whole());
    }
}
