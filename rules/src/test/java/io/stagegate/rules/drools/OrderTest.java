package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The order of rules in a file, of files and of facts changes nothing: what is decided, and on what grounds. The seed is told;
 * {@code -Dstagegate.seed=N} runs it again.
 */
class OrderTest {
    private static final Pattern RULE = Pattern.compile("(?ms)^rule .*?^end$");
    private static final int ORDERS = 2;
    private static final int DECISIONS = 60;

    private final long seed = Long.getLong("stagegate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void of_the_baseline() throws PolicyException {
        sameInAnyOrder(PolicySource.read(Path.of("policies/baseline")));
    }

    @Test
    void of_a_generated_set() throws PolicyException {
        sameInAnyOrder(RandomSets.of(random, 40));
    }

    private void sameInAnyOrder(PolicySource source) throws PolicyException {
        var decisions =
                Stream.generate(() -> RandomSets.facts(random)).limit(DECISIONS).toList();
        try (var policy = CompiledPolicy.compile(source)) {
            var expected = decisions.stream().map(policy::decide).toList();
            assertThat(expected.stream().map(Decision::word).collect(Collectors.toSet()))
                    .as("seed " + seed + ": there must be something to get wrong")
                    .hasSizeGreaterThan(1);
            for (var order = 0; order < ORDERS; order++) {
                try (var other = CompiledPolicy.compile(shuffled(source))) {
                    for (var n = 0; n < decisions.size(); n++) {
                        var facts = decisions.get(n);
                        assertThat(sense(other.decide(shuffled(facts))))
                                .as("seed " + seed + ", order " + order + ", " + facts)
                                .isEqualTo(sense(expected.get(n)));
                    }
                }
            }
        }
    }

    /** A decision without what follows from a rule's place: its file and line, and the digest of the set. */
    private static List<Object> sense(Decision decision) {
        var grounds = decision.grounds();
        return List.of(
                decision.word(),
                decision instanceof Decision.Hold hold ? hold.requirement() : "",
                decision instanceof Decision.Indeterminate unknown ? unknown.why() : "",
                grounds.risk(),
                grounds.findings().stream().map(OrderTest::sense).toList());
    }

    private static List<Object> sense(Finding finding) {
        return List.of(finding.rule().id(), finding.effect(), finding.message(), finding.remedy(), finding.mode());
    }

    private <T> List<T> shuffled(List<T> list) {
        var out = new ArrayList<>(list);
        Collections.shuffle(out, random);
        return out;
    }

    /** Rules change their places within their file, and files their names within their folder. */
    private PolicySource shuffled(PolicySource source) {
        var files = new TreeMap<String, String>();
        source.files().forEach((name, text) -> {
            if (name.endsWith(".drl")) {
                files.put(name.replaceFirst("([^/]*)$", "f" + random.nextInt(1_000_000) + "$1"), rules(text));
            } else {
                files.put(name, text);
            }
        });
        return PolicySource.of(Map.copyOf(files));
    }

    private String rules(String text) {
        var rules = RULE.matcher(text).results().map(match -> match.group()).toList();
        return String.join("\n\n", shuffled(rules)) + "\n";
    }

    @Test
    void of_facts_that_are_alike() throws PolicyException {
        try (var policy = CompiledPolicy.compile(RandomSets.of(random, 20))) {
            List<Fact> facts = RandomSets.facts(random);
            var expected = policy.decide(facts);
            for (var n = 0; n < 50; n++) {
                assertThat(policy.decide(shuffled(facts))).as("seed " + seed).isEqualTo(expected);
            }
        }
    }
}
