package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.evidence.Fact;
import io.stagegate.gateway.cli.Stagegate;
import io.stagegate.gateway.cli.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What there is, is described: configuration keys, commands, rules, facts, calls of the API, types of audit records. */
class NothingIsLeftOutIT {
    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) +\\S");
    private static final Pattern ANNOTATION = Pattern.compile("@(id|doc)\\(\"([^\"]+)\"\\)");
    private static final Pattern CALL = Pattern.compile("(?m)^  (/(?:access/)?v1/\\S+):$");
    private static final Pattern TYPE = Pattern.compile(
            "\"((?:audit|hold|watch|drift|policy|promotion|restore|attempt|request|token|webhook|target|alert)\\.[a-z][A-Za-z]+)\"");

    @Test
    void every_key_of_the_configuration() {
        var text = Document.of("docs/configuration.md").text();
        var keys = ConfigurationKeys.all();

        assertThat(keys).contains("api.listen", "hold.wait", "owns", "latest", "database.owner.password");
        assertThat(keys).allSatisfy(key -> assertThat(text).contains("`" + key + "`"));
    }

    @Test
    void every_command() {
        var text = Document.of("docs/api.md").text();
        var commands = commands();

        assertThat(commands).contains("serve", "audit query", "restore", "token revoke");
        assertThat(commands).allSatisfy(c -> assertThat(text).contains("`./stagegate " + c));
    }

    private static List<String> commands() {
        var out = new ArrayList<String>();
        for (var command : below()) {
            var inner = below("help", command);
            if (inner.isEmpty()) {
                out.add(command);
            }
            inner.forEach(c -> out.add(command + " " + c));
        }
        return out;
    }

    /** The commands that a usage lists. */
    private static List<String> below(String... arguments) {
        var printed = new StringWriter();
        var writer = new PrintWriter(printed);
        Stagegate.run(new Surroundings(Map.of(), writer, writer, InstantSource.system()), arguments);
        var at = printed.toString().indexOf("Commands:");
        return at < 0
                ? List.of()
                : COMMAND.matcher(printed.toString().substring(at))
                        .results()
                        .map(r -> r.group(1))
                        .toList();
    }

    @Test
    void every_rule_of_the_baseline_set() throws IOException {
        var anchors = Document.of("docs/policies/baseline.md").anchors();
        var rules = new ArrayList<String>();
        try (var files = Files.walk(Document.ROOT.resolve("rules/policies/baseline"))) {
            for (var file : files.filter(f -> f.toString().endsWith(".drl")).toList()) {
                ANNOTATION.matcher(Files.readString(file)).results().forEach(r -> {
                    if (r.group(1).equals("id")) {
                        rules.add(r.group(2).toLowerCase(Locale.ROOT));
                    } else {
                        assertThat(Document.ROOT.resolve(r.group(2))).exists();
                    }
                });
            }
        }

        assertThat(rules).hasSizeGreaterThan(10);
        assertThat(anchors).containsAll(rules);
    }

    @Test
    void every_fact_with_its_components() {
        var text = Document.of("docs/policy-authors.md").text();
        for (var fact : Fact.class.getPermittedSubclasses()) {
            var row = text.lines()
                    .filter(l -> l.startsWith("| `" + fact.getSimpleName() + "`"))
                    .findFirst();
            assertThat(row).as(fact.getSimpleName()).isPresent();
            assertThat(Arrays.stream(fact.getRecordComponents()).map(c -> "`" + c.getName() + "`"))
                    .allSatisfy(name -> assertThat(row.orElseThrow()).contains(name));
        }
    }

    @Test
    void every_call_of_the_api() throws IOException {
        var text = Document.of("docs/api.md").text();
        var description = Files.readString(Document.ROOT.resolve("gateway/src/main/resources/openapi.yaml"));
        var calls = CALL.matcher(description).results().map(r -> r.group(1)).toList();

        assertThat(calls).hasSizeGreaterThan(6);
        assertThat(calls).allSatisfy(path -> assertThat(text).containsPattern(Pattern.quote(path) + "[?`]"));
    }

    @Test
    void every_type_of_audit_record() throws IOException {
        var text = Document.of("docs/auditors.md").text();
        var types = new ArrayList<String>();
        try (var files = Files.walk(Document.ROOT.resolve("gateway/src/main/java/io/stagegate/gateway/store"))) {
            for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                TYPE.matcher(Files.readString(file)).results().forEach(r -> types.add(r.group(1)));
            }
        }

        assertThat(types)
                .contains(
                        "hold.opened",
                        "request.refused",
                        "audit.contradicted",
                        "restore.settled",
                        "watch.restored",
                        "drift.restored",
                        "token.revoked",
                        "policy.refused");
        assertThat(types).allSatisfy(type -> assertThat(text).contains("`" + type + "`"));
    }
}
