package io.stagegate.gateway.cli.findings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What is wrong with a set, in each form. */
class FormTest {
    private static final Path DIRECTORY = Path.of("my rules");
    private static final String BAD = """
            rule "Too low, at 90 %"
              @id("R-1")
            when
              $m : Metric( valeu < 0.9 )
            then
              decision.deny("too low");
            end
            """;
    private static final PolicySource SOURCE = PolicySource.of(Map.of(
            "policy.yaml",
            "name: test\ndefault: deny\n",
            "production/bad.drl",
            BAD,
            "good.drl",
            BAD.replace("valeu", "value").replace("R-1", "R-2").replace("$m : ", "")));

    private static Findings findings() throws Exception {
        try (var policy = CompiledPolicy.compile(SOURCE)) {
            throw new AssertionError("it compiles: " + policy.name());
        } catch (PolicyException e) {
            return new Findings(DIRECTORY, Optional.of(SOURCE), Optional.empty(), e.diagnostics());
        }
    }

    @Test
    void people_see_the_line_with_a_mark() throws Exception {
        assertThat(Form.TEXT.of(findings())).isEqualTo("""
                my rules/production/bad.drl:4:3: warning: $m is bound and nothing uses it; take it out, or use it [unused-binding]
                    $m : Metric( valeu < 0.9 )
                    ^
                  see docs/policies/mistakes.md#unused-binding
                my rules/production/bad.drl:4:16: error: unknown field 'valeu' of Metric; did you mean 'value'? [unknown-field]
                    $m : Metric( valeu < 0.9 )
                                 ^
                  see docs/policies/mistakes.md#unknown-field
                """);
    }

    @Test
    void a_set_that_can_be_used_is_told_of_with_its_digest() {
        var good =
                new Findings(DIRECTORY, Optional.of(SOURCE), Optional.of(new Findings.Good(2, "sha256:x")), List.of());

        assertThat(Form.TEXT.of(good)).isEqualTo("my rules: good; 2 rules, sha256:x\n");
        assertThat(Form.GITHUB.of(good)).isEmpty();
        assertThat(Form.JSON.of(good)).contains("\"usable\":true", "\"digest\":\"sha256:x\"", "\"findings\":[]");
    }

    @Test
    void a_set_that_can_be_used_though_something_is_told_of_it_is_not_called_good() throws Exception {
        var told = findings().diagnostics().stream()
                .filter(d -> !d.mistake().fatal())
                .toList();
        var usable = new Findings(DIRECTORY, Optional.of(SOURCE), Optional.of(new Findings.Good(2, "sha256:x")), told);

        assertThat(Form.TEXT.of(usable))
                .startsWith("my rules/production/bad.drl:4:3: warning: ")
                .endsWith("my rules: can be used; 2 rules, sha256:x\n");
    }

    @Test
    void a_file_is_below_its_directory_though_its_name_begins_like_it() throws Exception {
        var found = new Findings(
                Path.of("prod"),
                Optional.of(SOURCE),
                Optional.empty(),
                findings().diagnostics());

        assertThat(Form.TEXT.of(found)).startsWith("prod/production/bad.drl:4:3: ");
    }

    @Test
    void programs_read_json() throws Exception {
        var json = new ObjectMapper().readTree(Form.JSON.of(findings()));

        assertThat(json.path("usable").asBoolean()).isFalse();
        var found = json.at("/findings/1");
        assertThat(found.path("file").asText()).isEqualTo("my rules/production/bad.drl");
        assertThat(found.path("line").asInt()).isEqualTo(4);
        assertThat(found.path("column").asInt()).isEqualTo(16);
        assertThat(found.path("mistake").asText()).isEqualTo("unknown-field");
        assertThat(found.path("level").asText()).isEqualTo("error");
        assertThat(found.path("text").asText()).isEqualTo("  $m : Metric( valeu < 0.9 )");
    }

    @Test
    void code_scanners_read_sarif() throws Exception {
        var run = new ObjectMapper().readTree(Form.SARIF.of(findings())).at("/runs/0");

        var result = run.at("/results/1");
        var known = run.at("/tool/driver/rules").findValuesAsText("id");
        assertThat(known).contains(result.path("ruleId").asText());
        var place = result.at("/locations/0/physicalLocation");
        assertThat(place.at("/artifactLocation/uri").asText()).isEqualTo("my%20rules/production/bad.drl");
        assertThat(place.at("/region/startColumn").asInt()).isEqualTo(16);
        assertThat(result.path("level").asText()).isEqualTo("error");
    }

    @Test
    void build_servers_read_a_test_report() throws Exception {
        var text = Form.JUNIT.of(findings()).getBytes(StandardCharsets.UTF_8);
        var suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text))
                .getElementsByTagName("testsuite")
                .item(0);

        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        assertThat(suite.getElementsByTagName("failure").item(1).getTextContent())
                .contains("bad.drl:4:16", "valeu < 0.9");
    }

    @Test
    void github_reads_commands_in_which_nothing_ends_them_early() throws Exception {
        assertThat(Form.GITHUB.of(findings()).lines())
                .hasSize(2)
                .last()
                .isEqualTo(
                        "::error file=my rules/production/bad.drl,line=4,col=16,title=unknown-field::unknown field 'valeu' of Metric; "
                                + "did you mean 'value'? (docs/policies/mistakes.md#unknown-field)");
    }
}
