package io.stagegate.rules.explain;

import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.core.evidence.Fact;
import java.util.List;

/** What one rule made of the facts of one decision. */
public sealed interface RuleStory {
    RuleRef rule();

    Mode mode();

    /** How often each of the rule's conditions was met, in the order in which they stand; those behind the first that never was are 0. */
    List<Condition> conditions();

    /**
     * Its conditions were met.
     *
     * @param matches the facts that met them, one list for each time; the first {@value #MOST} at most
     * @param findings what it said; none where its consequence decided to say nothing
     */
    record Fired(RuleRef rule, Mode mode, List<Condition> conditions, List<List<Fact>> matches, List<Finding> findings)
            implements RuleStory {
        public Fired {
            conditions = List.copyOf(conditions);
            matches = List.copyOf(matches);
            findings = List.copyOf(findings);
        }
    }

    /**
     * One of its conditions was not.
     *
     * @param stop the first that was not
     */
    record Stopped(RuleRef rule, Mode mode, List<Condition> conditions, Stop stop) implements RuleStory {
        public Stopped {
            conditions = List.copyOf(conditions);
        }
    }

    /** How many are told of anything of which there may be very many. */
    int MOST = 5;

    /**
     * One condition of a rule: that there is a fact, one constraint on it, or a group such as {@code not ( ... )}.
     *
     * @param line its line in the rule's file
     * @param text as it stands there
     * @param tried how many combinations of facts got as far as this condition
     * @param met how many of them met it
     * @param asks false for what is only the beginning of what is asked: that there is such a fact, where constraints on it follow
     */
    record Condition(int line, String text, long tried, long met, boolean asks) {}

    /**
     * The condition that kept a rule from speaking.
     *
     * @param condition what was asked
     * @param element the part of the rule that it stands in, such as {@code Metric( name == "accuracy", value > 0.9 )}
     * @param saw the values that it saw instead, each as people read it: {@code value = 0.8}; none where there was no such fact
     */
    record Stop(Condition condition, String element, List<String> saw) {
        public Stop {
            saw = List.copyOf(saw);
        }
    }
}
