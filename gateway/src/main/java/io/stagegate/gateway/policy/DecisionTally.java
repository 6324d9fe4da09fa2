package io.stagegate.gateway.policy;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.gateway.journal.Evaluation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Tells the metrics what is decided, which rules speak, and which would have made a difference if they were enforced. */
public final class DecisionTally {
    private static final String DECISIONS = "stagegate_decisions";
    private static final String SPOKE = "stagegate_rule_spoke";
    private static final String DISAGREEMENTS = "stagegate_shadow_disagreements";
    private static final String RULE = "rule";

    private final MeterRegistry registry;

    public DecisionTally(MeterRegistry registry) {
        this.registry = registry;
        for (var effect : List.of("permit", "hold", "deny", "indeterminate")) {
            registry.counter(DECISIONS, "effect", effect);
        }
    }

    private record Spoken(String rule, String mode) {}

    /** Counts a decision, and each rule once that has a part in it, on however many targets. */
    public void count(Evaluation evaluation) {
        var decision = evaluation.decision();
        registry.counter(DECISIONS, "effect", decision.word()).increment();
        findings(decision)
                .map(f -> new Spoken(f.rule().id(), f.mode().name().toLowerCase(Locale.ROOT)))
                .distinct()
                .forEach(s -> registry.counter(SPOKE, RULE, s.rule(), "mode", s.mode())
                        .increment());
        findings(decision)
                .filter(f -> f.mode() != Mode.WAIVED && decision.stricterWith(f))
                .map(f -> f.rule().id())
                .distinct()
                .forEach(rule -> registry.counter(DISAGREEMENTS, RULE, rule).increment());
    }

    private static Stream<Finding> findings(Decision decision) {
        return decision.grounds().findings().stream();
    }

    /** Forgets rules that are no longer there, so that there are never many more than a set has. */
    void only(Set<String> rules) {
        Stream.of(SPOKE, DISAGREEMENTS)
                .flatMap(name -> registry.find(name).meters().stream())
                .filter(meter -> !rules.contains(String.valueOf(meter.getId().getTag(RULE))))
                .forEach(registry::remove);
    }
}
