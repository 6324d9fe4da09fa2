package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.rules.PolicyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaiverTest {
    private static final Instant ASKED =
            Facts.promotion(Action.PROMOTE, "production").at();
    private CompiledPolicy denying;
    private CompiledPolicy holding;
    private CompiledPolicy reading;

    @BeforeAll
    void compile() throws PolicyException {
        denying = Sets.compile("""
                rule "no" @id("NO")
                when
                  Promotion()
                then
                  decision.deny("no");
                  risk.add(40, "it is risky");
                end

                rule "risky" @id("RISKY")
                when
                  Risk( score >= 40 )
                then
                  decision.hold("risky", approvals(1));
                end
                """);
        reading = Sets.compile("""
                rule "reads" @id("READS")
                when
                  Metric( value < 0 )
                then
                  decision.deny("below nothing");
                end

                rule "gone" @id("GONE")
                when
                  Unavailable( name == "Metric" )
                then
                  decision.hold("gone", approvals(1));
                end
                """);
        holding = CompiledPolicy.compile(Sets.of(
                "name: t\ndefault: deny\n",
                Map.of("a.drl", Sets.rule("Promotion()", "decision.hold(\"ask\", approvals(1));"))));
    }

    @AfterAll
    void close() {
        denying.close();
        reading.close();
        holding.close();
    }

    private static Waiver waiver(String rule, String target, Instant until) {
        return new Waiver(rule, target, "bob", "because", until);
    }

    private static Waiver waiver(String rule) {
        return waiver(rule, "registry/fraud@champion", ASKED.plusSeconds(1));
    }

    private static Decision decide(CompiledPolicy policy, Waiver waiver) {
        return policy.decide(Facts.good().with(waiver).facts());
    }

    @Test
    void what_a_waived_rule_says_is_recorded_and_neither_decides_nor_adds_to_the_risk() {
        var decided = decide(denying, waiver("NO"));

        assertThat(decided).isInstanceOf(Decision.Permit.class);
        assertThat(decided.grounds().risk()).isZero();
        assertThat(decided.grounds().findings())
                .filteredOn(f -> f.rule().id().equals("NO"))
                .hasSize(2)
                .allMatch(f -> f.mode() == Mode.WAIVED);
    }

    @Test
    void a_waiver_counts_for_its_rule_its_target_and_its_time_only() {
        assertThat(decide(denying, waiver("RISKY"))).isInstanceOf(Decision.Deny.class);
        assertThat(decide(denying, waiver("NO", "registry/other@champion", Instant.MAX)))
                .isInstanceOf(Decision.Deny.class);
        assertThat(decide(denying, waiver("NO", "registry/fraud@champion", ASKED)))
                .isInstanceOf(Decision.Deny.class);
        assertThat(decide(denying, waiver("NO", "registry/fraud@champion", ASKED.plus(Duration.ofNanos(1)))))
                .isInstanceOf(Decision.Permit.class);
    }

    @Test
    void an_approval_that_is_waived_was_given_beforehand() {
        assertThat(holding.decide(Facts.good().facts())).isInstanceOf(Decision.Hold.class);
        assertThat(decide(holding, waiver("R-1"))).isInstanceOf(Decision.Permit.class);
    }

    @Test
    void what_a_waived_rule_says_of_evidence_that_is_missing_does_not_make_up_for_it() {
        var facts = Facts.good().with(new Unavailable("Metric", Version.CANDIDATE, "503"));

        assertThat(reading.decide(facts.facts())).isInstanceOf(Decision.Hold.class);
        assertThat(reading.decide(facts.with(waiver("GONE")).facts())).isInstanceOf(Decision.Indeterminate.class);
    }
}
