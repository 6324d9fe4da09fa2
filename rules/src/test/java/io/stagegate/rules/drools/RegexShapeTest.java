package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexShapeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+",
                "(a*)*b",
                "^(?:\\w+\\s?)*$",
                "(?<x>a{2,})+",
                "(a|aa)+",
                "(?:\\w|a)*",
                "(?:a+){20}",
                "((a+)b?)*",
                "([a-z]+)*",
                "(?i)x(?:[^\\]]+|y)*",
                "(?:(?:a+))+",
                ".*.*.*.*.*x",
                "(.*,){11}P",
            })
    void what_can_explode_is_told(String regex) {
        Pattern.compile(regex);
        assertThat(RegexShape.problem(regex)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v\\d+",
                "models:/m-.*",
                ".*-(?:prod|live)",
                "(?:foo|bar)*",
                "(?:\\d|[a-f])*",
                "[a-z]++(?:-[a-z]++)*",
                "(?>a+)+",
                "(?:ab){2,}",
                "(?:a+){3}",
                "\\Q(a+)+\\E",
                "[(a+)+]+",
                "[]a]+b",
                "\\p{Alpha}+",
                "(?=x)(?!y).+",
                "\\(a+\\)+",
                "a|b|",
            })
    void what_cannot_is_not(String regex) {
        Pattern.compile(regex);
        assertThat(RegexShape.problem(regex)).isEmpty();
    }
}
