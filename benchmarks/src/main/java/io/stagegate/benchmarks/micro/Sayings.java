package io.stagegate.benchmarks.micro;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.decision.RuleRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the hand-written rules say of one promotion. */
final class Sayings {
    private final List<Finding> findings = new ArrayList<>();
    private int points;
    private boolean decided;

    void permit(String id, String why) {
        decided = true;
        say(id, new Effect.Permit(), why, "");
    }

    void deny(String id, String why, String remedy) {
        decided = true;
        say(id, new Effect.Deny(), why, remedy);
    }

    void hold(String id, String why, String... groups) {
        decided = true;
        var quorums = Arrays.stream(groups).map(g -> new Quorum(1, g)).toList();
        say(id, new Effect.Hold(Requirement.of(quorums.toArray(Quorum[]::new))), why, "");
    }

    void warn(String id, String why) {
        say(id, new Effect.Warn(), why, "");
    }

    void risk(String id, int more, String why) {
        points += more;
        say(id, new Effect.Points(more), why, "");
    }

    void byDefault() {
        say("DEFAULT", new Effect.Deny(), "no rule of the policy set permits it", "");
    }

    private void say(String id, Effect effect, String why, String remedy) {
        findings.add(new Finding(new RuleRef(id, id, "HandWritten.java", 1), effect, why, remedy, Mode.ENFORCE));
    }

    boolean decided() {
        return decided;
    }

    int risk() {
        return Math.max(0, points);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }
}
