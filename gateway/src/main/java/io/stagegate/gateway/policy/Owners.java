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
import io.stagegate.core.evidence.Tag;
import java.util.List;

/**
 * Decides on changes of the rules and on exceptions from them: always that the rules' owners have to approve. The rules themselves have
 * no say in it.
 *
 * @param rule what is shown as the rule that says so
 * @param why in words
 * @param requirement who has to approve
 */
public record Owners(RuleRef rule, String why, Requirement requirement) implements DecisionPoint {
    /** What decides, in place of a policy set's digest. */
    static final String SETTING = "policy.approval";

    private static final String WAIVERS = "WAIVER-APPROVAL";

    /** On changes of the rules. */
    public static Owners ofRules(Requirement requirement) {
        return new Owners(
                new RuleRef("POLICY-APPROVAL", "Owners approve the rules", SETTING, 1),
                "a change of the rules waits for their owners",
                requirement);
    }

    /** On exceptions from them. */
    public static Owners ofWaivers(Requirement requirement) {
        return new Owners(
                new RuleRef(WAIVERS, "Owners approve exceptions from the rules", SETTING, 1),
                "an exception from a rule waits for the owners of the rules",
                requirement);
    }

    @Override
    public Decision decide(List<Fact> facts) {
        if (rule.id().equals(WAIVERS) && facts.stream().noneMatch(Owners::gives)) {
            var end = new Finding(rule, new Effect.Permit(), "an exception may end at any time", "", Mode.ENFORCE);
            return new Decision.Permit(new Grounds(List.of(end), 0, digest()));
        }
        var finding = new Finding(rule, new Effect.Hold(requirement), why, "", Mode.ENFORCE);
        return new Decision.Hold(new Grounds(List.of(finding), 0, digest()), requirement);
    }

    /** Whether it is told of an exception until when it is good. */
    private static boolean gives(Fact fact) {
        return fact instanceof Tag tag && tag.name().equals(WaiverPlatform.UNTIL);
    }

    @Override
    public String digest() {
        return SETTING;
    }
}
