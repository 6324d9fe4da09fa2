package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Action;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.decision.Judgement;
import io.stagegate.core.decision.Mode;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Signal;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.evidence.Watch;
import io.stagegate.core.watch.Reading.State;
import io.stagegate.core.watch.WatchPlan;
import io.stagegate.rules.PolicyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final String RULES = """
        rule "watched" @id("WATCHED")
        when
          Promotion( environment == "production" )
        then
          decision.watch("2h").every("30s").settling("10m").patience(2).signals("errors");
        end

        rule "watched longer" @id("WATCHED-LONGER")
        when
          Promotion( environment == "production", model == "fraud" )
        then
          decision.watch("3d").signals("auc");
        end

        rule "only recorded" @id("SHADOW") @mode("shadow")
        when
          Promotion( environment == "production" )
        then
          decision.watch("9d").every("1s");
        end

        rule "bad" @id("BAD")
        when
          Watch( environment == "production" )
          Signal( name == "errors", lowest(2) > 0.5 )
        then
          decision.restore("bad");
        end

        rule "odd" @id("ODD")
        when
          Watch()
          Signal( name == "errors", value > 0.3 )
        then
          decision.ask("odd");
        end

        rule "noted" @id("NOTED")
        when
          Watch()
          Signal( name == "errors", value > 0.1 )
        then
          decision.tell("noted");
        end

        rule "tried out" @id("TRIED-OUT") @mode("shadow")
        when
          Watch()
          Signal( state == State.DOWN )
        then
          decision.restore("down");
        end

        rule "late" @id("LATE")
        when
          Watch( elapsed < Duration.ofDays(3) )
          Signal( name == "auc", state == State.NO_DATA )
        then
          decision.permit("late");
        end

        rule "broken" @id("BROKEN")
        when
          Watch( model == "broken" )
        then
          decision.tell("nothing" + 1 / Math.round(0.1));
        end

        rule "alerts" @id("ALERTS")
        when
          Watch()
          Alert( severity == "critical" )
        then
          decision.restore("alert");
        end

        rule "no root" @id("NO-ROOT")
        when
          Metric( value < 0 )
        then
          decision.deny("below nothing");
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

    private static Watch watch(String model, Duration elapsed, boolean settled) {
        return new Watch(
                "registry",
                "",
                model,
                "registry/" + model + "@champion",
                "production",
                "7",
                "6",
                elapsed,
                5,
                false,
                settled,
                2,
                "",
                NOW);
    }

    private static Signal errors(Double... recent) {
        return new Signal("errors", State.READ, recent[0], 0.01, 100, Duration.ZERO, "", "p", 0, List.of(recent));
    }

    private static Signal none(String name, State state, int missing) {
        var recent = Stream.generate(() -> Double.NaN).limit(missing).toList();
        return new Signal(name, state, Double.NaN, Double.NaN, -1, Duration.ZERO, "", "p", missing, recent);
    }

    private Judgement judge(Fact... seen) {
        return policy.judge(Stream.concat(Stream.of(watch("fraud", Duration.ofHours(1), true)), Arrays.stream(seen))
                .toList());
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(f -> f.rule().id()).toList();
    }

    @Test
    void all_plans_that_are_asked_for_are_kept_to_and_those_in_shadow_are_not() {
        var plan = policy.decide(List.of(Facts.promotion(Action.PROMOTE, "production")))
                .watch();

        assertThat(plan)
                .contains(new WatchPlan(
                        Duration.ofDays(3), Duration.ofSeconds(30), Duration.ZERO, 2, Set.of("auc", "errors")));
        assertThat(policy.decide(List.of(Facts.promotion(Action.PROMOTE, "staging")))
                        .watch())
                .isEmpty();
    }

    @Test
    void restore_goes_over_ask_over_tell_and_all_of_it_is_shown() {
        assertThat(judge(errors(0.9, 0.9))).isInstanceOf(Judgement.Restore.class);
        assertThat(rules(judge(errors(0.9, 0.9)).grounds().findings())).containsExactly("BAD", "NOTED", "ODD");
        assertThat(rules(judge(errors(0.9, 0.9)).decisive())).containsExactly("BAD");
        assertThat(judge(errors(0.9, 0.2))).isInstanceOf(Judgement.Ask.class);
        assertThat(judge(errors(0.9))).isInstanceOf(Judgement.Ask.class);
        assertThat(judge(errors(0.2, 0.9))).isInstanceOf(Judgement.Tell.class);
        assertThat(judge(errors(0.01, 0.9))).isInstanceOf(Judgement.Leave.class);
    }

    @Test
    void what_is_not_known_is_asked_about_once_patience_is_at_an_end() {
        assertThat(judge(none("errors", State.NOT_A_NUMBER, 1))).isInstanceOf(Judgement.Leave.class);
        var asked = judge(none("errors", State.NOT_A_NUMBER, 2));
        assertThat(asked).isInstanceOf(Judgement.Ask.class);
        assertThat(asked.decisive())
                .extracting(Finding::message)
                .containsExactly("errors has no value: not a number, says p, 2 looks in a row");
        assertThat(judge(none("auc", State.NO_DATA, 9)))
                .as("a rule speaks of it")
                .isInstanceOf(Judgement.Leave.class);
        var down = judge(none("errors", State.DOWN, 2));
        assertThat(down).as("only a rule in shadow speaks of it").isInstanceOf(Judgement.Ask.class);
        assertThat(down.grounds().findings()).extracting(Finding::mode).contains(Mode.SHADOW);
    }

    @Test
    void nothing_is_done_while_it_settles_and_what_is_said_is_shown() {
        var early = policy.judge(List.of(watch("fraud", Duration.ofMinutes(1), false), errors(0.9, 0.9)));

        assertThat(early).isInstanceOf(Judgement.Leave.class);
        assertThat(rules(early.grounds().findings())).contains("BAD");
    }

    @Test
    void a_rule_that_fails_leaves_it_to_people_and_is_named() {
        var judged = policy.judge(List.of(watch("broken", Duration.ofHours(1), true), errors(0.01)));

        assertThat(judged).isInstanceOf(Judgement.Indeterminate.class);
        assertThat(judged.obstacle().orElse("")).contains("BROKEN", "/ by zero");
    }

    @Test
    void alerts_that_cannot_be_read_are_not_none() {
        assertThat(judge(new Unavailable("Alert", Version.CANDIDATE, "the database is down"))
                        .obstacle())
                .contains("Alert of the candidate is not available: the database is down");
        assertThat(judge(new Unavailable("Metric", Version.CANDIDATE, "nobody reads it")))
                .isInstanceOf(Judgement.Leave.class);
    }

    @Test
    void what_is_over_changes_and_what_is_over_watches_keep_to_themselves() {
        var odd = new Metric(Version.CANDIDATE, "errors", -1, "", NOW);
        assertThat(rules(judge(odd, errors(0.01)).grounds().findings())).isEmpty();
        var promotion = policy.decide(List.of(Facts.promotion(Action.PROMOTE, "production"), odd, errors(0.9, 0.9)));
        assertThat(promotion).isInstanceOf(Decision.Deny.class);
        assertThat(rules(promotion.grounds().findings())).doesNotContain("BAD", "ODD", "NOTED");
    }

    @Test
    void a_waiver_lets_a_rule_rest() {
        var waiver = new Waiver("BAD", "registry/fraud@champion", "bob", "load test", NOW.plusSeconds(60));

        assertThat(judge(errors(0.9, 0.9), waiver)).isInstanceOf(Judgement.Ask.class);
        var over = new Waiver("BAD", "registry/fraud@champion", "bob", "load test", NOW.minusSeconds(60));
        assertThat(judge(errors(0.9, 0.9), over)).isInstanceOf(Judgement.Restore.class);
    }
}
