package io.stagegate.rules.drools;

import static io.stagegate.rules.drools.Sets.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosticsTest {

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Promotion( environmnt == \"production\" )|decision.deny(\"x\");|a.drl:4:|unknown field 'environmnt' of Promotion; did you mean 'environment'?",
                "Promotion( $e : modle )|decision.deny(\"x\");|a.drl:4:|did you mean 'model'?",
                "Promoton( )|decision.deny(\"x\");|a.drl:4:|unknown fact Promoton; did you mean 'Promotion'?",
                "Promotion( )|decision.refuse(\"x\");|a.drl:6:|decision has no refuse()",
                "Promotion( )|decision.dney(\"x\");|a.drl:6:|did you mean 'deny'?",
                "Promotion( )|risk.plus(3, \"x\");|a.drl:6:|risk has no plus()",
                "Promotion( )|decision.deny(\"x\")|a.drl:|syntax",
                "Promotion( |decision.deny(\"x\");|a.drl:|syntax",
                "Promotion( )|decision.deny($nobody);|a.drl:1:|$nobody",
                "Promotion( )|decision.deny(3);|a.drl:1:|rule \"r\"",
                "Metric( value > \"many\" )|decision.deny(\"x\");||many",
            })
    void a_mistake_is_named_with_its_place(String when, String then, String place, String what) {
        var problems = problems(Sets.of(rule(when, then)));

        assertThat(problems).contains(what).doesNotContain("Exception").doesNotContain("LambdaConsequence");
        if (place != null) {
            assertThat(problems).contains(place);
        }
    }

    @Test
    void a_missing_then_is_named() {
        assertThat(problems(
                        Sets.of("rule \"r\"\n  @id(\"R-1\")\nwhen\n  Promotion( )\n  decision.deny(\"x\");\nend\n")))
                .contains("a.drl:");
    }

    @Test
    void an_id_is_needed_and_is_unique_in_the_set() {
        assertThat(problems(Sets.of("rule \"r\"\nwhen\n  Promotion( )\nthen\n  decision.deny(\"x\");\nend\n")))
                .contains("a.drl:1: rule \"r\" has no @id");
        var twice = Sets.of(
                "name: t\ndefault: deny\n",
                Map.of(
                        "a.drl", rule("Promotion( )", "decision.deny(\"x\");"),
                        "b/c.drl", rule("Promotion( )", "decision.deny(\"x\");")));
        assertThat(problems(twice)).contains("b/c.drl:1: the id R-1 is taken by a.drl:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name: x\n",
                "default: deny\n",
                "name: x\ndefault: maybe\n",
                "name: x\ndefalt: deny\n",
                "name: [\n",
                "name: x\ndefault: deny\nmodes: { \"a/*\": loud }\n"
            })
    void a_manifest_says_its_name_and_default(String manifest) {
        assertThat(problems(Sets.of(manifest, Map.of()))).startsWith("policy.yaml:");
    }

    @Test
    void every_problem_of_a_set_is_told_at_once() {
        var problems = problems(Sets.of(
                "name: t\ndefault: deny\n",
                Map.of(
                        "a.drl", rule("Promoton( )", "decision.deny(\"x\");"),
                        "b.drl", rule("Promotion( modle == \"x\" )", "decision.dney(\"x\");"))));

        assertThat(problems.lines()).hasSize(5);
    }

    private static String problems(PolicySource source) {
        var thrown = catchThrowableOfType(
                PolicyException.class, () -> CompiledPolicy.compile(source).close());
        assertThat(thrown).as("it compiles").isNotNull();
        return String.valueOf(thrown.getMessage());
    }
}
