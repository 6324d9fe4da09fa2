package io.stagegate.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sets take one another's place, and who has begun with one ends with it. */
class InForceTest {
    private final InForce inForce = new InForce();

    private static Lent set(String name) throws Exception {
        var files = Map.of(
                "policy.yaml",
                "name: " + name + "\ndefault: permit\n",
                "a.drl",
                "rule \"r\" @id(\"R-1\") when Promotion() then decision.permit(\"" + name + "\"); end\n");
        return new Lent(CompiledPolicy.compile(PolicySource.of(files)));
    }

    @Test
    void a_decision_that_has_begun_ends_on_its_set_which_is_closed_then() throws Exception {
        var first = set("first");
        var second = set("second");
        inForce.run(first);
        first.giveBack();

        var digest = inForce.with(begun -> {
            inForce.run(second);
            assertThat(inForce.digest()).contains(second.policy().digest());
            // The first one is not closed: it can still be used by whoever has begun with it.
            assertThat(first.take()).isTrue();
            first.giveBack();
            return begun.digest();
        });

        assertThat(digest).isEqualTo(first.policy().digest());
        assertThat(first.take()).isFalse();
        assertThat(inForce.with(DecisionPoint::digest))
                .isEqualTo(second.policy().digest());
        inForce.stop("a test wants it so");
        second.giveBack();
    }

    @Test
    void without_a_set_nothing_is_decided() {
        assertThatThrownBy(() -> inForce.with(DecisionPoint::digest))
                .isInstanceOf(InquiryException.class)
                .hasMessageContaining("it is not known yet");
        inForce.stop("none can be used");
        assertThatThrownBy(() -> inForce.with(DecisionPoint::digest)).hasMessageContaining("none can be used");
        assertThat(inForce.missing()).contains("none can be used");
    }
}
