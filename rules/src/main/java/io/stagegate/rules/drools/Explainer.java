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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Explains what a compiled set decides. Its rules are compiled a second time, condition by condition: that takes as long again for each
 * condition, and nothing else pays for it. Of a large set only those rules are that can have a part in what is explained. For one thread
 * at a time.
 */
public final class Explainer {
    /** Sets of no more rules are compiled whole, at once. */
    private static final int SMALL = 100;

    private final CompiledPolicy policy;
    /** By rule, in the order in which they stand in their files. */
    private final Map<ParsedRule, List<Probe>> probes = new LinkedHashMap<>();

    private final List<Probes> compiled = new ArrayList<>();
    private final Set<ParsedRule> ready = new HashSet<>();

    private Explainer(CompiledPolicy policy) {
        this.policy = policy;
        policy.parsed().stream()
                .sorted(Comparator.comparing((ParsedRule r) -> r.ref().file())
                        .thenComparingInt(r -> r.ref().line()))
                .forEach(rule -> probes.put(rule, Probing.of(rule)));
    }

    /** Takes seconds for some dozens of rules. The policy stays the caller's to close. */
    public static Explainer of(CompiledPolicy policy) {
        return of(policy, SMALL);
    }

    /** @param small how many rules are compiled whole */
    static Explainer of(CompiledPolicy policy, int small) {
        var explainer = new Explainer(policy);
        if (explainer.probes.size() <= small) {
            explainer.compile(explainer.probes.keySet());
        }
        return explainer;
    }

    private void compile(Collection<ParsedRule> rules) {
        var more = rules.stream().filter(rule -> !ready.contains(rule)).toList();
        if (!more.isEmpty()) {
            compiled.add(Probes.of(policy.source(), more));
            ready.addAll(more);
        }
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
        var hits = hits(facts, decision.grounds().risk());
        return probes.entrySet().stream()
                .map(own -> new Story(own.getValue(), Objects.requireNonNull(hits.get(own.getKey())))
                        .of(own.getKey(), findings(decision)))
                .toList();
    }

    private Map<ParsedRule, List<Hits>> hits(List<Fact> facts, int risk) {
        var hits = new HashMap<ParsedRule, List<Hits>>();
        probes.forEach((rule, own) -> Foregone.hits(own, facts).ifPresent(known -> hits.put(rule, known)));
        compile(probes.keySet().stream().filter(rule -> !hits.containsKey(rule)).toList());
        compiled.forEach(some -> hits.putAll(some.run(facts, risk)));
        return hits;
    }

    private static Map<String, List<Finding>> findings(Conclusion decision) {
        var out = new LinkedHashMap<String, List<Finding>>();
        decision.grounds()
                .findings()
                .forEach(f -> out.computeIfAbsent(f.rule().id(), _ -> new ArrayList<>())
                        .add(f));
        return out;
    }
}
