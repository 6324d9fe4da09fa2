package io.stagegate.gateway.policy;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.core.evidence.Fact;
import java.util.List;

/** Decides on changes of the rules: always that their owners have to approve. The rules themselves have no say in it. */
public record Owners(Requirement requirement) implements DecisionPoint {
    private static final RuleRef RULE =
            new RuleRef("POLICY-APPROVAL", "Owners approve the rules", "policy.approval", 1);

    @Override
    public Decision decide(List<Fact> facts) {
        var why = "a change of the rules waits for their owners";
        var finding = new Finding(RULE, new Effect.Hold(requirement), why, "", Mode.ENFORCE);
        return new Decision.Hold(new Grounds(List.of(finding), 0, digest()), requirement);
    }

    @Override
    public String digest() {
        return "policy.approval";
    }
}
