package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.rules.Manifest;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is run on the caller's thread is sure to be over at once. */
class EffortTest {
    private static final Map<String, Integer> FEW =
            Map.of("Promotion", 1, "Metric", 6, "Tag", 9, "Param", 8, "Risk", 1);

    @Test
    void every_rule_of_the_shipped_set_is_over_at_once() throws PolicyException {
        var source = PolicySource.read(Path.of("policies/baseline"));
        var rules = RuleSet.of(source, Manifest.of(source)).rules().values();

        assertThat(rules)
                .isNotEmpty()
                .allSatisfy(rule ->
                        assertThat(rule.effort().weight()).as(rule.key()).isPositive());
        assertThat(Effort.small(rules.stream().map(ParsedRule::effort).toList(), FEW))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Promotion( model matches \"a*b*\" )",
                "Promotion( model matches \"(a|aa)*\" )",
                "Promotion( model matches \"a?a?a?aaa\" )",
                "Promotion( model matches ( \"a*b*\" ) )",
                "Promotion( model.matches(\"a*b*\") )",
                "Promotion( model.split(\"a*b\") != null )",
                "Promotion( model.replaceAll(\"a*b\", \"\") == \"\" )",
                "Promotion( String.format(\"%s\", model) == \"\" )",
                "Promotion( $m : model ) String( ) from $m",
                "Promotion( eval(model.isEmpty()) )",
                "Promotion( model.unheardOf() )",
                "Promotion( model /* ' */ matches /* ' */ \"a*b*\" )"
            })
    void what_may_take_any_time_is_known_by_its_text(String condition) {
        assertThat(effort(List.of("Promotion"), condition).weight()).isEqualTo(Effort.UNKNOWN);
        assertThat(Effort.small(List.of(effort(List.of("Promotion"), condition)), FEW))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Promotion( model matches \"(?i)fraud-.*\" )",
                "Promotion( model not matches \"a|b\" )",
                "Promotion( environment == \"production\", at.isAfter(at.minus(Duration.ofDays(3))) )",
                "accumulate( Metric( $v : value ); $n : count( $v ); $n >= 3 )",
                "Promotion( model == \"it matches a*b* from split( here\" )"
            })
    void what_is_over_at_once_is_known_too(String condition) {
        // The last one only says so in a string: that is not known, and need not be.
        assertThat(effort(List.of("Promotion"), condition).weight() > 0).isEqualTo(!condition.contains("split"));
    }

    @Test
    void looking_for_a_text_in_another_counts_for_much() {
        var contains = effort(List.of("Tag"), "Tag( value contains name )");

        assertThat(Effort.small(List.of(contains), Map.of("Tag", 9))).isTrue();
        assertThat(Effort.small(List.of(contains), Map.of("Tag", 90))).isFalse();
    }

    @Test
    void many_combinations_of_facts_are_not_over_at_once() {
        var joins = effort(List.of("Param", "Param", "Param"), "Param( ) Param( ) Param( )");

        assertThat(Effort.small(List.of(joins), Map.of("Param", 20))).isTrue();
        assertThat(Effort.small(List.of(joins), Map.of("Param", 40))).isFalse();
        assertThat(Effort.small(List.of(joins, joins, joins, joins), Map.of("Param", 20)))
                .isFalse();
    }

    @Test
    void facts_are_counted_by_their_kind() {
        assertThat(Effort.counts(Facts.good().facts()))
                .containsEntry("Promotion", 1)
                .containsEntry("Metric", 2)
                .containsEntry("Risk", 1);
    }

    private static Effort effort(List<String> kinds, String condition) {
        return Effort.of(kinds, "rule \"r\" @id(\"R\") when " + condition + " then decision.permit(\"x\"); end");
    }
}
