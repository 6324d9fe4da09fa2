package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Cases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each kind of mistake, and what is said of it: the files beside one another in {@code mistakes}. With
 * {@code -Dstagegate.mistakes.write=true} what is said now is written down.
 */
class MistakesTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/stagegate/rules/mistakes");
    private static final String MANIFEST = "name: test\ndefault: deny\n";

    @TestFactory
    Stream<DynamicTest> what_is_said_is_what_is_written_down() throws IOException {
        return cases().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            var said = said(file);
            var expected = FOLDER.resolve(file.getFileName().toString().replaceFirst("(?:\\.test)?\\.\\w+$", ".txt"));
            if (Boolean.getBoolean("stagegate.mistakes.write")) {
                Files.writeString(expected, said);
            }
            assertThat(said).isEqualTo(Files.readString(expected));
        }));
    }

    @Test
    void each_kind_of_mistake_is_among_them() throws IOException {
        var shown = cases().flatMap(file -> found(file).stream())
                .map(Diagnostic::mistake)
                .collect(Collectors.toSet());

        // There is nothing to show of a set that is not there.
        assertThat(shown)
                .containsAll(Arrays.stream(Mistake.values())
                        .filter(m -> m != Mistake.NO_SET)
                        .toList());
        assertThat(cases().count()).isGreaterThan(30);
    }

    @Test
    void each_is_told_with_a_place_in_the_file_and_without_what_drools_makes_of_it() throws IOException {
        for (var file : cases().toList()) {
            var lines = Math.max(1, Files.readAllLines(file).size());
            for (var diagnostic : found(file)) {
                assertThat(diagnostic.line()).as(file + ": " + diagnostic).isBetween(1, lines);
                assertThat(diagnostic.column()).as(file + ": " + diagnostic).isPositive();
                assertThat(diagnostic.message())
                        .doesNotContain("Lambda", "Exception", "null Package", "io.stagegate", ".java", "Parser")
                        .doesNotContain("\n");
            }
        }
    }

    @Test
    void each_has_a_section_in_the_documentation() throws IOException {
        var page = Files.readAllLines(Path.of("../docs/policies/mistakes.md"));

        assertThat(page.stream().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Mistake.values()).map(Mistake::word).toList());
    }

    private static Stream<Path> cases() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(f -> !f.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    private static String said(Path file) {
        return found(file).stream()
                .map(d -> "%s [%s]\n".formatted(d, d.mistake().word()))
                .collect(Collectors.joining());
    }

    private static List<Diagnostic> found(Path file) {
        try (var policy = CompiledPolicy.compile(set(file))) {
            return Stream.concat(policy.warnings().stream(), Cases.problems(policy.source(), policy.ids()).stream())
                    .toList();
        } catch (PolicyException e) {
            return e.diagnostics();
        }
    }

    private static PolicySource set(Path file) {
        try {
            var text = Files.readString(file);
            if (file.toString().endsWith(PolicySource.TESTS)) {
                return Sets.of(
                        MANIFEST,
                        Map.of("a.drl", Sets.rule("Promotion()", "decision.deny(\"no\");"), "a.test.yaml", text));
            }
            return file.toString().endsWith(".drl")
                    ? Sets.of(MANIFEST, Map.of("a.drl", text))
                    : Sets.of(text, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
