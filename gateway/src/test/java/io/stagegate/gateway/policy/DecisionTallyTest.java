package io.stagegate.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.decision.RuleRef;
import io.stagegate.gateway.journal.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionTallyTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DecisionTally tally = new DecisionTally(registry);

    @Test
    void decisions_are_counted_by_their_effect_and_rules_once_for_each() {
        var spoken = finding("R-1", new Effect.Permit(), Mode.ENFORCE);
        tally.count(
                permit(spoken, new Finding(spoken.rule(), spoken.effect(), "of another target", "", spoken.mode())));
        tally.count(new Evaluation(List.of(), new Decision.Indeterminate(grounds(), "x"), "d"));

        assertThat(count("stagegate_decisions", "effect", "permit")).isEqualTo(1);
        assertThat(count("stagegate_decisions", "effect", "indeterminate")).isEqualTo(1);
        assertThat(count("stagegate_decisions", "effect", "hold")).isZero();
        assertThat(count("stagegate_rule_spoke", "rule", "R-1", "mode", "enforce"))
                .isEqualTo(1);
    }

    @Test
    void a_shadow_rule_that_would_have_denied_what_is_permitted_disagrees() {
        tally.count(permit(
                finding("S-1", new Effect.Deny(), Mode.SHADOW),
                finding("S-2", new Effect.Warn(), Mode.SHADOW),
                finding("W-1", new Effect.Deny(), Mode.WAIVED),
                finding("S-3", new Effect.Deny(), Mode.WARN)));
        tally.count(new Evaluation(
                List.of(),
                new Decision.Deny(grounds(
                        finding("R-1", new Effect.Deny(), Mode.ENFORCE),
                        finding("S-1", new Effect.Deny(), Mode.SHADOW))),
                "d"));

        assertThat(count("stagegate_rule_spoke", "rule", "S-1", "mode", "shadow"))
                .isEqualTo(2);
        assertThat(count("stagegate_shadow_disagreements", "rule", "S-1")).isEqualTo(1);
        assertThat(count("stagegate_shadow_disagreements", "rule", "S-3")).isEqualTo(1);
        assertThat(registry.find("stagegate_shadow_disagreements").meters()).hasSize(2);
    }

    @Test
    void rules_that_are_gone_are_forgotten() {
        tally.count(
                permit(finding("S-1", new Effect.Deny(), Mode.SHADOW), finding("S-2", new Effect.Deny(), Mode.SHADOW)));

        tally.only(Set.of("S-2"));

        assertThat(registry.find("stagegate_rule_spoke").meters()).hasSize(1);
        assertThat(count("stagegate_shadow_disagreements", "rule", "S-2")).isEqualTo(1);
        assertThat(registry.find("stagegate_shadow_disagreements").meters()).hasSize(1);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private static Evaluation permit(Finding... findings) {
        return new Evaluation(List.of(), new Decision.Permit(grounds(findings)), "d");
    }

    private static Grounds grounds(Finding... findings) {
        return new Grounds(Arrays.asList(findings), 0, "sha256:p");
    }

    private static Finding finding(String id, Effect effect, Mode mode) {
        return new Finding(new RuleRef(id, "rule " + id, "a.drl", 3), effect, "because", "", mode);
    }
}
