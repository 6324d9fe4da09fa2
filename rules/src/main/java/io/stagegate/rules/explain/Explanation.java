package io.stagegate.rules.explain;

import io.stagegate.core.decision.Conclusion;
import java.util.List;

/**
 * A decision on one target or a judgement on one look, explained.
 *
 * @param decision what was decided
 * @param rules what each rule of the set made of the facts, by file and line
 * @param turns what would turn the decision where a single value does; none where none does
 */
public record Explanation(Conclusion decision, List<RuleStory> rules, List<Turn> turns) {
    public Explanation {
        rules = List.copyOf(rules);
        turns = List.copyOf(turns);
    }

    /**
     * A single value that decides.
     *
     * @param decision the lower-case word of what would be decided instead, such as {@code permit}
     * @param what what it would take: {@code accuracy >= 0.81}
     * @param now what it is: {@code 0.8}
     */
    public record Turn(String decision, String what, String now) {}
}
