package io.stagegate.rules.drools;

import io.stagegate.core.decision.Conclusion;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.evidence.Fact;
import io.stagegate.rules.explain.Explanation;
import io.stagegate.rules.explain.Explanation.Turn;
import io.stagegate.rules.explain.RuleStory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Explains what a compiled set decides. Its rules are compiled a second time, condition by condition: that takes as long again for
 * each condition, and nothing else pays for it.
 */
public final class Explainer implements AutoCloseable {
    private final CompiledPolicy policy;
    private final Probes probes;

    private Explainer(CompiledPolicy policy, Probes probes) {
        this.policy = policy;
        this.probes = probes;
    }

    /** Takes seconds for some dozens of rules. The policy stays the caller's to close. */
    public static Explainer of(CompiledPolicy policy) {
        return new Explainer(policy, Probes.of(policy.source(), policy.parsed()));
    }

    /** What is decided on one target, or judged of one look, and why. */
    public Explanation explain(List<Fact> facts) {
        var conclusion = policy.conclude(facts);
        return new Explanation(conclusion, stories(facts, conclusion), turns(facts, conclusion));
    }

    private List<Turn> turns(List<Fact> facts, Conclusion conclusion) {
        return switch (conclusion) {
            case Decision decision -> new Turns(policy, facts, decision).find();
            // What a signal would have to be stands in the condition that was not met.
            case Judgement _ -> List.of();
        };
    }

    /** What each rule makes of the facts, by file and line. */
    public List<RuleStory> stories(List<Fact> facts, Conclusion decision) {
        var hits = probes.run(facts, decision.grounds().risk());
        var byRule = new LinkedHashMap<ParsedRule, List<Integer>>();
        for (var i = 0; i < probes.all().size(); i++) {
            byRule.computeIfAbsent(probes.all().get(i).rule(), _ -> new ArrayList<>())
                    .add(i);
        }
        return byRule.entrySet().stream()
                .map(entry -> new Story(probes.all(), hits, entry.getValue()).of(entry.getKey(), findings(decision)))
                .toList();
    }

    private static Map<String, List<Finding>> findings(Conclusion decision) {
        var out = new LinkedHashMap<String, List<Finding>>();
        decision.grounds()
                .findings()
                .forEach(f -> out.computeIfAbsent(f.rule().id(), _ -> new ArrayList<>())
                        .add(f));
        return out;
    }

    @Override
    public void close() {
        probes.close();
    }
}
