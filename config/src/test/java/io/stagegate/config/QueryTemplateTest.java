package io.stagegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.QueryTemplate.Placeholder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTemplateTest {
    private static final int MANY = 20_000;
    private static final Duration WINDOW = Duration.ofDays(3);
    /** What means something to PromQL, to its regular expressions or to whoever reads between them. */
    private static final List<String> HOSTILE = List.of(
            "\"",
            "'",
            "`",
            "\\",
            "\n",
            "\r",
            "\0",
            "#",
            "{",
            "}",
            "{{",
            "}}",
            "{{model}}",
            "[",
            "]",
            "(",
            ")",
            "|",
            ".*",
            ".",
            "+",
            "?",
            "^",
            "$",
            ",",
            "=~",
            "=",
            "!",
            " or ",
            "vector(0)",
            "\\E",
            "\\Q",
            "(?i)",
            "a",
            "Z",
            "0",
            "-",
            " ",
            "é",
            "\ud83d\ude00",
            "\ud83d",
            "\ufffd",
            "\u2028",
            "\u202e",
            "\\\"",
            "\"} or vector(1) #",
            "\\u0022",
            "x{2}",
            "[[:alpha:]]");

    private static String about(String template, String model) {
        return QueryTemplate.parse(template).about(Map.of(Placeholder.MODEL, model, Placeholder.VERSION, "7"), WINDOW);
    }

    @Test
    void what_stands_between_braces_is_put_in() {
        var template =
                "sum(rate(e{m=\"{{model}}\",v='{{ version }}',u=\"{{upstream}}\"}[{{window}}] offset {{window}}))";

        assertThat(about(template, "fraud"))
                .isEqualTo("sum(rate(e{m=\"fraud\",v='7',u=\"\"}[259200000ms] offset 259200000ms))");
        assertThat(about("e{m=\"a\\\"b{{model}}\"} # it's {\n> 1", "x")).isEqualTo("e{m=\"a\\\"bx\"} # it's {\n> 1");
        assertThat(about("e{m=`a\\d\"{{model}}`}", "x`y")).isEqualTo("e{m=\"a\\\\d\\u0022x`y\"}");
        assertThat(about("e{m=`\\d\"`}", "x")).isEqualTo("e{m=`\\d\"`}");
        assertThat(about("e{m=~\"{{model}}-[0-9]+\"}", "a.b|c")).isEqualTo("e{m=~\"(?:a\\\\.b\\\\|c)-[0-9]+\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(rate(errors_total{model=\"{{model}}\", env='x'}[{{window}}])) / 2",
                "errors_total{model='{{model}}'}",
                "errors_total{model!=`pre\"{{model}}\\post`} > 1",
                "errors_total{model=~\"pre-{{model}}|other\"} # a 'comment\n + up{a=\"b\"}",
                "errors_total{model !~ '\\\\d+{{model}}?{{model}}'}",
                "errors_total{model=~`[^]x]{{model}}\\.`}",
            })
    void no_name_changes_the_structure_of_a_query(String template) {
        var random = new Random(7);
        var expected = PromqlText.structure(about(template, "fraud"));
        var texts = PromqlText.texts(about(template, "\u0001"));
        for (var i = 0; i < MANY; i++) {
            var name = name(random);
            var query = about(template, name);

            assertThat(PromqlText.structure(query)).as("%s as %s", name, query).isEqualTo(expected);
            check(template, texts, PromqlText.texts(query), name, query);
        }
    }

    /** A text holds the name as it is; a regular expression matches what it would with the name for a plain word, and nothing else. */
    private static void check(String template, List<String> pattern, List<String> found, String name, String query) {
        var whole = name.codePoints()
                .map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        for (var i = 0; i < found.size(); i++) {
            if (!pattern.get(i).contains("\u0001")) {
                assertThat(found.get(i)).isEqualTo(pattern.get(i));
            } else if (template.contains("~")) {
                var quoted = pattern.get(i).replace("\u0001", Pattern.quote(whole));
                for (var other : Stream.of(
                                whole, "pre-" + whole, "1" + whole + whole, "y" + whole + ".", "x", "other", "a")
                        .toList()) {
                    assertThat(Pattern.compile(found.get(i), Pattern.DOTALL)
                                    .matcher(other)
                                    .matches())
                            .as("%s against %s", query, other)
                            .isEqualTo(Pattern.compile(quoted, Pattern.DOTALL)
                                    .matcher(other)
                                    .matches());
                }
            } else {
                assertThat(found.get(i)).as(query).isEqualTo(pattern.get(i).replace("\u0001", whole));
            }
        }
    }

    private static String name(Random random) {
        var parts = new ArrayList<String>();
        for (var i = random.nextInt(6); i >= 0; i--) {
            parts.add(
                    random.nextInt(5) == 0
                            ? Character.toString(random.nextInt(0x10ffff))
                            : HOSTILE.get(random.nextInt(HOSTILE.size())));
        }
        return String.join("", parts);
    }
}
