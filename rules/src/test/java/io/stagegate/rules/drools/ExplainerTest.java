package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.explain.Explanation;
import io.stagegate.rules.explain.Explanation.Turn;
import io.stagegate.rules.explain.RuleStory;
import io.stagegate.rules.explain.StoryText;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainerTest {
    private static final String RULES = """
            rule "behind" @id("BEHIND")
            when
              Promotion( environment == "production" )
              $new  : Metric( of == Version.CANDIDATE, $name : name )
              $live : Metric( of == Version.BASELINE, name == $name, // a comment, with "quotes"
                value > $new.value + 0.01 )
            then
              decision.deny("behind");
            end

            rule "none" @id("NONE")
            when
              not ( Metric( of == Version.CANDIDATE, name matches "f1|accuracy" )
                and Metric( of == Version.BASELINE ) )
            then
              decision.deny("none");
            end

            rule "or" @id("OR")
            when
              ( Tag( name == "a" ) or Tag( name == "b" ) )
            then
              decision.warn("or");
            end

            rule "sum" @id("SUM")
            when
              accumulate( Metric( value > 0.5 && value < 0.99 ); $n : count(); $n >= 3 )
            then
              decision.warn("sum");
            end

            rule "low" @id("LOW")
            when
              Metric( of == Version.CANDIDATE && value < 0.5, name != "x" )
            then
              decision.hold("low", approvals(1));
            end

            rule "silent" @id("SILENT")
            when
              Promotion( $t : target )
            then
              if ($t.isEmpty()) { decision.warn("no target"); }
            end

            rule "tried" @id("TRIED")
            when
              exists Metric( of == Version.CANDIDATE )
            then
              decision.warn("tried");
            end

            rule "never" @id("NEVER")
            when
              exists Metric( of == Version.CANDIDATE )
              not Tag( name == "never" )
            then
              decision.warn("never");
            end

            rule "late" @id("LATE")
            when
              Promotion( at < java.time.Instant.EPOCH )
            then
              decision.deny("late");
            end
            """.replace("java.time.", "");
    private CompiledPolicy policy;
    private Explainer explainer;

    @BeforeAll
    void compile() throws Exception {
        policy = Sets.compile(RULES);
        explainer = Explainer.of(policy);
    }

    @AfterAll
    void close() {
        policy.close();
    }

    private static Facts accuracy(double candidate) {
        return Facts.good()
                .without(Metric.class, Version.CANDIDATE)
                .with(new Metric(Version.CANDIDATE, "accuracy", candidate, "", Instant.EPOCH));
    }

    private static RuleStory story(Explanation explanation, String id) {
        return explanation.rules().stream()
                .filter(r -> r.rule().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String why(Facts facts, String id) {
        return String.join("\n", StoryText.why(story(explainer.explain(facts.facts()), id)));
    }

    @Test
    void a_rule_that_fired_shows_the_facts_it_fired_with() {
        var behind = (RuleStory.Fired) story(explainer.explain(accuracy(0.8).facts()), "BEHIND");

        assertThat(behind.findings()).extracting(StoryText::said).containsExactly("BEHIND deny: behind");
        assertThat(behind.matches()).hasSize(1);
        assertThat(behind.matches().getFirst())
                .contains(
                        new Metric(Version.CANDIDATE, "accuracy", 0.8, "", Instant.EPOCH),
                        new Metric(Version.BASELINE, "accuracy", 0.91, "", Instant.EPOCH));
    }

    @Test
    void a_constraint_that_stopped_a_rule_is_told_with_its_line_and_what_it_saw() {
        assertThat(why(accuracy(0.93), "BEHIND")).isEqualTo("""
                        line 6: value > $new.value + 0.01
                          in $live : Metric( of == Version.BASELINE, name == $name, value > $new.value + 0.01 )
                          saw value = 0.91, $new.value = 0.93""");
    }

    @Test
    void a_fact_that_is_not_there_is_told() {
        assertThat(why(Facts.good().without(Metric.class::isInstance), "BEHIND"))
                .isEqualTo("""
                        line 4: Metric
                          in $new  : Metric( of == Version.CANDIDATE, $name : name )
                          there is none""");
    }

    @Test
    void what_keeps_a_not_from_being_met_is_shown() {
        assertThat(why(Facts.good(), "NONE"))
                .startsWith(
                        "line 13: not ( Metric( of == Version.CANDIDATE, name matches \"f1|accuracy\" ) and Metric(")
                .contains(
                        "saw Metric of candidate, name \"accuracy\", value 0.93, at not known and Metric of baseline, name");
    }

    @Test
    void groups_and_accumulates_are_conditions_as_a_whole() {
        assertThat(why(Facts.good(), "OR"))
                .isEqualTo("line 21: ( Tag( name == \"a\" ) or Tag( name == \"b\" ) )\n  nothing meets it");
        assertThat(why(Facts.good(), "SUM")).startsWith("line 28: accumulate( Metric(");
    }

    @Test
    void what_is_joined_by_and_is_told_apart() {
        assertThat(why(Facts.good(), "LOW")).contains("line 35: value < 0.5").contains("saw value = 0.93");
    }

    @Test
    void a_rule_that_fired_and_said_nothing_is_told_as_that() {
        assertThat(why(Facts.good(), "SILENT")).isEqualTo("its conditions are met, and it says nothing");
    }

    @Test
    void a_single_figure_that_would_turn_a_denial_is_told() {
        assertThat(explainer.explain(accuracy(0.8).facts()).turns())
                .containsExactly(new Turn("permit", "accuracy >= 0.9", "0.8"));
    }

    @Test
    void a_strict_limit_is_told_as_strict() {
        assertThat(explainer.explain(accuracy(0.93).facts()).turns())
                .containsExactly(new Turn("deny", "accuracy < 0.9", "0.93"));
    }

    @Test
    void where_two_things_would_have_to_change_no_single_figure_is_told() {
        var facts = accuracy(0.8)
                .with(
                        new Metric(Version.CANDIDATE, "f1", 0.8, "", Instant.EPOCH),
                        new Metric(Version.BASELINE, "f1", 0.95, "", Instant.EPOCH));

        assertThat(explainer.explain(facts.facts()).turns()).isEmpty();
    }

    @Test
    void what_could_not_be_decided_is_turned_by_no_figure() {
        var facts = accuracy(0.8).with(new Unavailable("Metric", Version.CANDIDATE, "503"));
        var explanation = explainer.explain(facts.facts());

        assertThat(explanation.decision().word()).isEqualTo("indeterminate");
        assertThat(explanation.turns()).isEmpty();
    }

    @Test
    void what_speaks_and_what_is_said_to_have_spoken_are_the_same() {
        for (var facts : List.of(accuracy(0.8), accuracy(0.4), Facts.good().without(Metric.class::isInstance))) {
            var explanation = explainer.explain(facts.facts());
            assertThat(explanation.rules().stream()
                            .filter(r -> r instanceof RuleStory.Fired fired
                                    && !fired.rule().id().equals("SILENT"))
                            .map(r -> r.rule().id()))
                    .containsExactlyInAnyOrderElementsOf(explanation.decision().grounds().findings().stream()
                            .map(f -> f.rule().id())
                            .filter(id -> !id.equals("DEFAULT"))
                            .distinct()
                            .toList());
        }
    }

    @Test
    void every_rule_has_its_story_in_the_order_of_the_file() {
        assertThat(explainer.explain(Facts.good().facts()).rules())
                .extracting(r -> r.rule().id())
                .containsExactly("BEHIND", "NONE", "OR", "SUM", "LOW", "SILENT", "TRIED", "NEVER", "LATE");
    }

    @Test
    void what_is_known_without_the_engine_is_what_the_engine_finds() throws Exception {
        var random = new Random(7);
        for (var n = 0; n < 4; n++) {
            try (var made = CompiledPolicy.compile(RandomSets.of(random, 16))) {
                var whole = Explainer.of(made, Integer.MAX_VALUE);
                var some = Explainer.of(made, 0);
                for (var m = 0; m < 20; m++) {
                    var facts = RandomSets.facts(random);
                    var conclusion = made.conclude(facts);
                    assertThat(some.stories(facts, conclusion)).isEqualTo(whole.stories(facts, conclusion));
                }
            }
        }
    }
}
