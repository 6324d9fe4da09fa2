package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.decision.Finding;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Param;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code ordinary}: each says on its first line what its rules say of one promotion. They are one set. */
class OrdinaryTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/stagegate/rules/ordinary");

    private static CompiledPolicy policy;
    private static Map<String, List<Finding>> said;

    @BeforeAll
    static void decide() throws IOException, PolicyException {
        var files = new TreeMap<String, String>();
        for (var file : files()) {
            files.put(file, Files.readString(FOLDER.resolve(file)));
        }
        policy = CompiledPolicy.compile(Sets.of("name: ordinary\ndefault: permit\n", files));
        var facts = Facts.good()
                .with(
                        new Metric(Version.CANDIDATE, "latency_ms", 30, "", Instant.EPOCH),
                        new Metric(Version.BASELINE, "latency_ms", 20, "", Instant.EPOCH),
                        new Tag(Version.CANDIDATE, Tag.On.VERSION, "experimental", "true"),
                        new Tag(Version.CANDIDATE, Tag.On.MODEL, "team", "fraud"),
                        new Param(Version.CANDIDATE, "layers", "12"),
                        new Param(Version.CANDIDATE, "algorithm", "trees"),
                        new Param(Version.BASELINE, "algorithm", "forest"));
        said = policy.decide(facts.facts()).grounds().findings().stream()
                .collect(Collectors.groupingBy(finding -> finding.rule().file()));
    }

    @AfterAll
    static void close() {
        policy.close();
    }

    @ParameterizedTest
    @MethodSource("files")
    void it_says_what_its_first_line_says(String file) throws IOException {
        var expected = Files.readAllLines(FOLDER.resolve(file)).getFirst().substring(3);

        var words = said.getOrDefault(file, List.of()).stream()
                .map(finding -> word(finding.effect()))
                .sorted()
                .collect(Collectors.joining(", "));

        assertThat(words.isEmpty() ? "nothing" : words)
                .isEqualTo(List.of(expected.split(", ")).stream().sorted().collect(Collectors.joining(", ")));
    }

    @Test
    void there_is_nothing_to_say_of_them_and_there_are_enough() throws IOException {
        assertThat(policy.warnings()).isEmpty();
        assertThat(files()).hasSizeGreaterThan(30);
    }

    static List<String> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String word(Effect effect) {
        return switch (effect) {
            case Effect.Permit _ -> "permit";
            case Effect.Deny _ -> "deny";
            case Effect.Hold _ -> "hold";
            case Effect.Warn _ -> "warn";
            case Effect.Points(var points) -> points + " points";
            case Effect.Watch _, Effect.Restore _, Effect.Ask _, Effect.Tell _ -> effect.word();
        };
    }
}
