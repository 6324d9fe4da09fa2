package io.stagegate.gateway.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Cases;
import io.stagegate.rules.cases.Coverage;
import io.stagegate.rules.cases.Recordings;
import io.stagegate.rules.cases.Result;
import io.stagegate.rules.cases.Runner;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** What {@code policy test} prints and writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyTestTest {
    private static final String RULES = """
            rule "low" @id("LOW")
            when
              Metric( value < 0.9 )
            then
              decision.deny("it is \\"low\\"");
            end
            """;
    private static final String CASES = """
            # What the file is about.
            given: { Metric: { of: candidate, name: accuracy, value: 0.5 } }
            cases:
              - name: flow   # kept
                expect: { decision: permit, fired: [DEFAULT], notFired: [LOW] }   # kept, too

              - name: block & <more>
                expect:
                  decision: hold
                  fired:
                    - LOW
                  message: high

              # Of the next one.
              - name: good
                expect: { decision: deny }
              - name: empty
                expect: {}
            """;
    private CompiledPolicy policy;

    @BeforeAll
    void compile() throws PolicyException {
        policy = CompiledPolicy.compile(
                PolicySource.of(Map.of("policy.yaml", "name: t\ndefault: permit\n", "a.drl", RULES)));
    }

    @AfterAll
    void close() {
        policy.close();
    }

    private List<Result> run(String cases) throws PolicyException {
        var runner = new Runner(policy, Recordings.NONE);
        return Cases.of(PolicySource.of(Map.of("a.test.yaml", cases)), policy.ids()).stream()
                .map(runner::run)
                .toList();
    }

    private TestReport report() throws PolicyException {
        return new TestReport(Path.of("set"), run(CASES), Optional.empty(), Optional.empty());
    }

    @Test
    void an_update_writes_what_came_and_leaves_everything_else(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("a.test.yaml"), CASES);

        assertThat(Update.write(directory, run(CASES))).isEqualTo(3);

        var written = Files.readString(file);
        assertThat(written).isEqualTo("""
                        # What the file is about.
                        given: { Metric: { of: candidate, name: accuracy, value: 0.5 } }
                        cases:
                          - name: flow   # kept
                            expect: { decision: deny, fired: [LOW], notFired: [] }   # kept, too

                          - name: block & <more>
                            expect:
                              decision: deny
                              fired: [LOW]
                              message: ["it is \\"low\\""]

                          # Of the next one.
                          - name: good
                            expect: { decision: deny }
                          - name: empty
                            expect: { decision: deny, fired: [LOW] }
                        """);
        assertThat(run(written)).allMatch(Result::passed);
    }

    @Test
    void text_says_what_failed_and_where() throws Exception {
        assertThat(TestForm.TEXT.of(report()))
                .contains("FAIL set/a.test.yaml:4 flow\n  decision is deny, expected permit\n")
                .contains("  LOW spoke and was not to: it is \"low\"\n")
                .endsWith("set: 1 of 4 cases passed\n");
    }

    @Test
    void a_test_report_has_a_case_of_its_own_name_for_each() throws Exception {
        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(TestForm.JUNIT.of(report()))));
        var cases = xml.getElementsByTagName("testcase");

        assertThat(cases.getLength()).isEqualTo(4);
        assertThat(cases.item(1).getAttributes().getNamedItem("name").getNodeValue())
                .isEqualTo("block & <more>");
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(3);
        assertThat(xml.getElementsByTagName("testsuite")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("failures")
                        .getNodeValue())
                .isEqualTo("3");
    }

    @Test
    void programs_are_told_all_of_it() throws Exception {
        var coverage = new Coverage();
        var report =
                new TestReport(Path.of("set"), run(CASES), Optional.of(coverage), Optional.of("too little is covered"));

        assertThat(TestForm.JSON.of(report))
                .contains(
                        "\"passed\":false",
                        "\"name\":\"good\",\"passed\":true,\"decision\":\"deny\",\"differences\":[]")
                .contains("\"coverage\":{\"rules\":100,\"conditions\":100,\"missing\":[]}");
        assertThat(report.passed()).isFalse();
        assertThat(TestForm.JUNIT.of(report)).contains("name=\"coverage\"");
    }
}
