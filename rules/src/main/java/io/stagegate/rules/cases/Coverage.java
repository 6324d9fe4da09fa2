package io.stagegate.rules.cases;

import io.stagegate.core.decision.RuleRef;
import io.stagegate.rules.explain.RuleStory;
import io.stagegate.rules.explain.RuleStory.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which rules spoke in some case, and which of their conditions were met in one and not met in another. */
public final class Coverage {
    private final Map<RuleRef, Seen> rules = new LinkedHashMap<>();

    /** What is known of one rule. */
    private static final class Seen {
        private boolean fired;
        private final List<ConditionSeen> conditions = new ArrayList<>();
    }

    private static final class ConditionSeen {
        private final Condition condition;
        private boolean met;
        private boolean notMet;

        private ConditionSeen(Condition condition) {
            this.condition = condition;
        }
    }

    /** What no case has shown of a condition: that it can be met, or that it need not be. */
    public record Gap(int line, String condition, boolean neverMet) {}

    /**
     * One rule.
     *
     * @param fired whether it spoke in some case
     * @param shown how many of its conditions' two outcomes some case has shown
     * @param outcomes how many there are
     * @param gaps those that none has shown
     */
    public record Rule(RuleRef rule, boolean fired, int shown, int outcomes, List<Gap> gaps) {
        public Rule {
            gaps = List.copyOf(gaps);
        }
    }

    /** Adds what the rules made of one case. */
    public void add(List<RuleStory> stories) {
        for (var story : stories) {
            var seen = rules.computeIfAbsent(story.rule(), _ -> new Seen());
            seen.fired |=
                    story instanceof RuleStory.Fired fired && !fired.findings().isEmpty();
            for (var i = 0; i < story.conditions().size(); i++) {
                var condition = story.conditions().get(i);
                if (i >= seen.conditions.size()) {
                    seen.conditions.add(new ConditionSeen(condition));
                }
                var one = seen.conditions.get(i);
                one.met |= condition.met() > 0;
                one.notMet |= condition.tried() > condition.met();
            }
        }
    }

    /** All rules, in the order in which they stand. */
    public List<Rule> rules() {
        return rules.entrySet().stream()
                .map(e -> rule(e.getKey(), e.getValue()))
                .toList();
    }

    private static Rule rule(RuleRef ref, Seen seen) {
        var gaps = new ArrayList<Gap>();
        var asked = seen.conditions.stream().filter(c -> c.condition.asks()).toList();
        for (var one : asked) {
            if (!one.met) {
                gaps.add(new Gap(one.condition.line(), one.condition.text(), true));
            }
            if (!one.notMet) {
                gaps.add(new Gap(one.condition.line(), one.condition.text(), false));
            }
        }
        return new Rule(ref, seen.fired, 2 * asked.size() - gaps.size(), 2 * asked.size(), gaps);
    }

    /** How many of a hundred rules spoke; 100 where there are none. */
    public int percentOfRules() {
        var all = rules();
        return percent(all.stream().filter(Rule::fired).count(), all.size());
    }

    /** How many of a hundred outcomes of conditions were shown. */
    public int percentOfConditions() {
        var all = rules();
        return percent(
                all.stream().mapToInt(Rule::shown).sum(),
                all.stream().mapToInt(Rule::outcomes).sum());
    }

    private static int percent(long some, long all) {
        return all == 0 ? 100 : (int) (some * 100 / all);
    }
}
