package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.evidence.Watch;
import io.stagegate.rules.PolicyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What rules make of a change around the gateway, and of nothing else by the same rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final String RULES = """
            rule "production" @id("PRODUCTION")
            when
              Drift( environment == "production" )
            then
              decision.restore("put back");
            end

            rule "fraud" @id("FRAUD")
            when
              Drift( model == "fraud" )
            then
              decision.ask("asked");
            end

            rule "any" @id("ANY")
            when
              $drift : Drift( version != previous )
            then
              decision.tell($drift.previous() + " to " + $drift.version());
            end

            rule "lab" @id("LAB")
            when
              Drift( model == "lab" )
            then
              decision.permit("anybody may");
            end

            rule "broken" @id("BROKEN")
            when
              Drift( model == "broken" )
            then
              decision.tell("nothing" + 1 / Math.round(0.1));
            end

            rule "a watch" @id("WATCH")
            when
              Watch( environment == "production" )
            then
              decision.restore("bad");
            end

            rule "no root" @id("NO-ROOT")
            when
              Risk( score >= 0 )
            then
              decision.deny("always");
            end
            """;

    private CompiledPolicy policy;

    @BeforeAll
    void compile() throws PolicyException {
        policy = Sets.compile(RULES);
    }

    @AfterAll
    void close() {
        policy.close();
    }

    private static Drift drift(String model, String environment) {
        return new Drift("registry", "", model, "registry/" + model + "@champion", environment, "3", "2", NOW);
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(f -> f.rule().id()).toList();
    }

    @Test
    void restore_goes_over_ask_over_tell() {
        var restored = policy.judge(List.of(drift("fraud", "production")));
        assertThat(restored).isInstanceOf(Judgement.Restore.class);
        assertThat(rules(restored.grounds().findings())).containsExactly("ANY", "FRAUD", "PRODUCTION");
        assertThat(rules(restored.decisive())).containsExactly("PRODUCTION");
        assertThat(policy.judge(List.of(drift("fraud", "staging")))).isInstanceOf(Judgement.Ask.class);
        var told = policy.judge(List.of(drift("other", "staging")));
        assertThat(told).isInstanceOf(Judgement.Tell.class);
        assertThat(told.decisive()).extracting(Finding::message).containsExactly("2 to 3");
        assertThat(policy.drifts()).isTrue();
    }

    @Test
    void a_permit_is_said_and_is_no_reason_to_do_anything() {
        var lab = new Drift("registry", "", "lab", "registry/lab@champion", "staging", "2", "2", NOW);
        var left = policy.judge(List.of(lab));

        assertThat(left).isInstanceOf(Judgement.Leave.class);
        assertThat(left.grounds().findings()).extracting(Finding::effect).containsExactly(new Effect.Permit());
    }

    @Test
    void a_rule_that_fails_leaves_it_to_people() {
        assertThat(policy.judge(List.of(drift("broken", "staging"))).obstacle().orElse(""))
                .contains("BROKEN", "/ by zero");
    }

    @Test
    void rules_over_drifts_watches_and_changes_keep_to_themselves() {
        var watch = new Watch(
                "registry",
                "",
                "fraud",
                "registry/fraud@champion",
                "production",
                "3",
                "2",
                Duration.ofHours(1),
                1,
                false,
                true,
                2,
                "",
                NOW);
        var restore = new Restore("registry", "", "fraud", "registry/fraud@champion", "production", "d-1", false, NOW);

        assertThat(rules(policy.judge(List.of(watch)).grounds().findings())).containsExactly("WATCH");
        for (Fact root : List.of(Facts.promotion(Action.PROMOTE, "production"), restore)) {
            assertThat(policy.conclude(List.of(root))).isInstanceOf(Decision.Deny.class);
            assertThat(rules(policy.decide(List.of(root)).grounds().findings())).containsExactly("NO-ROOT");
        }
        assertThat(policy.conclude(List.of(drift("fraud", "production")))).isInstanceOf(Judgement.class);
    }

    @Test
    void a_waiver_lets_a_rule_rest() {
        var waiver = new Waiver("PRODUCTION", "registry/fraud@champion", "bob", "a migration", NOW.plusSeconds(60));

        assertThat(policy.judge(List.of(drift("fraud", "production"), waiver))).isInstanceOf(Judgement.Ask.class);
        var over = new Waiver("PRODUCTION", "registry/fraud@champion", "bob", "a migration", NOW.minusSeconds(60));
        assertThat(policy.judge(List.of(drift("fraud", "production"), over))).isInstanceOf(Judgement.Restore.class);
    }
}
