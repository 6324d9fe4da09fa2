package io.stagegate.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final Decision PERMIT = new Decision.Permit(grounds(finding("P-1", new Effect.Permit()), 5));
    private static final Requirement ONE = requirement(1, "ml-leads", Optional.of(Duration.ofHours(2)));
    private static final Requirement TWO = requirement(2, "risk", Optional.of(Duration.ofHours(1)));
    private static final Decision HOLD = new Decision.Hold(grounds(finding("H-1", new Effect.Hold(ONE)), 20), ONE);
    private static final Decision DENY = new Decision.Deny(grounds(finding("D-1", new Effect.Deny()), 0));
    private static final Decision UNKNOWN =
            new Decision.Indeterminate(new Decision.Grounds(List.of(), 0, "sha256:p"), "time ran out");

    @Test
    void deny_is_stricter_than_not_knowing_and_that_than_hold_and_hold_than_permit() {
        assertThat(Decision.strictest(List.of(PERMIT, HOLD, UNKNOWN, DENY)).word())
                .isEqualTo("deny");
        assertThat(Decision.strictest(List.of(PERMIT, HOLD, UNKNOWN)).word()).isEqualTo("indeterminate");
        assertThat(Decision.strictest(List.of(PERMIT, HOLD)).word()).isEqualTo("hold");
        assertThat(Decision.strictest(List.of(PERMIT)).word()).isEqualTo("permit");
    }

    @Test
    void nothing_decided_is_nothing_permitted() {
        assertThatThrownBy(() -> Decision.strictest(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void several_holds_ask_for_every_quorum_in_the_shortest_time() {
        var other = new Decision.Hold(grounds(finding("H-2", new Effect.Hold(TWO)), 30), TWO);

        var combined = (Decision.Hold) Decision.strictest(List.of(HOLD, other));

        assertThat(combined.requirement().quorums()).containsExactly(new Quorum(1, "ml-leads"), new Quorum(2, "risk"));
        assertThat(combined.requirement().within()).contains(Duration.ofHours(1));
        assertThat(combined.grounds().risk()).isEqualTo(30);
        assertThat(combined.decisive()).extracting(f -> f.rule().id()).containsExactly("H-1", "H-2");
    }

    @Test
    void findings_that_are_not_enforced_are_not_decisive() {
        var shadow = new Finding(new RuleRef("D-2", "r", "a.drl", 1), new Effect.Deny(), "m", "", Mode.SHADOW);

        assertThat(new Decision.Deny(new Decision.Grounds(List.of(shadow), 0, "p")).decisive())
                .isEmpty();
    }

    @Test
    void what_is_not_enforced_would_make_it_stricter_where_it_goes_beyond_it() {
        assertThat(PERMIT.stricterWith(shadow(new Effect.Deny()))).isTrue();
        assertThat(PERMIT.stricterWith(shadow(new Effect.Hold(ONE)))).isTrue();
        assertThat(PERMIT.stricterWith(shadow(new Effect.Permit()))).isFalse();
        assertThat(PERMIT.stricterWith(shadow(new Effect.Warn()))).isFalse();
        assertThat(PERMIT.stricterWith(finding("D-1", new Effect.Deny()))).isFalse();
        assertThat(HOLD.stricterWith(shadow(new Effect.Deny()))).isTrue();
        assertThat(HOLD.stricterWith(shadow(new Effect.Hold(TWO)))).isTrue();
        assertThat(HOLD.stricterWith(shadow(new Effect.Hold(ONE)))).isFalse();
        assertThat(HOLD.stricterWith(shadow(new Effect.Points(5)))).isFalse();
        assertThat(DENY.stricterWith(shadow(new Effect.Deny()))).isFalse();
        assertThat(UNKNOWN.stricterWith(shadow(new Effect.Deny()))).isFalse();
    }

    private static Finding shadow(Effect effect) {
        return new Finding(new RuleRef("S-1", "r", "a.drl", 1), effect, "m", "", Mode.SHADOW);
    }

    private static Decision.Grounds grounds(Finding finding, int risk) {
        return new Decision.Grounds(List.of(finding), risk, "sha256:p");
    }

    private static Finding finding(String id, Effect effect) {
        return new Finding(new RuleRef(id, "rule " + id, "a.drl", 3), effect, "because", "", Mode.ENFORCE);
    }

    private static Requirement requirement(int count, String group, Optional<Duration> within) {
        var all = Requirement.of(new Quorum(count, group));
        return within.map(all::within).orElse(all);
    }
}
