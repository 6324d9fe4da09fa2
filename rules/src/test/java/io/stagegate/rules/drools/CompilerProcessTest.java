package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A set that is compiled in a process of its own is the same set. */
class CompilerProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String RULE =
            "rule \"low\" @id(\"LOW\") when Metric( of == Version.CANDIDATE, value < 0.5 ) then decision.deny(\"low\"); end\n";

    /** What its conditions and consequences are called, without the numbers that are new each time. */
    private static List<String> named(Build build) {
        return ((Build.Good) build)
                .classes().keySet().stream()
                        .filter(name -> name.contains(".Lambda"))
                        .map(name -> name.replaceAll(".*\\.|[0-9A-F]{32}", ""))
                        .sorted()
                        .toList();
    }

    @Test
    void what_is_made_there_is_what_is_made_here() throws Exception {
        var source = Sets.of(RULE);

        var here = Build.of(source);
        var there = CompilerProcess.apart(source, PATIENCE);

        assertThat(named(there))
                .isEqualTo(named(here))
                .containsExactly("LambdaConsequence", "LambdaExtractor", "LambdaPredicate", "LambdaPredicate");
    }

    @Test
    void what_is_large_is_compiled_there_and_decides() throws PolicyException {
        var source = Sets.of(RULE + "// " + "x".repeat(60_000) + "\n");

        try (var policy = CompiledPolicy.compileAside(source, InstantSource.system());
                var same = CompiledPolicy.compile(source)) {
            assertThat(policy.decide(Facts.good().facts()))
                    .isEqualTo(same.decide(Facts.good().facts()));
            assertThat(policy.decide(Facts.good().facts()).word()).isEqualTo("permit");
        }
    }

    @Test
    void what_the_compiler_says_is_told() throws Exception {
        var wrong = Sets.of("rule \"r\" @id(\"R\") when Metric( nothing < 0.5 ) then decision.deny(\"x\"); end\n");

        assertThat(CompilerProcess.apart(wrong, PATIENCE)).isEqualTo(Build.of(wrong));
        assertThat(((Build.Bad) Build.of(wrong)).errors()).isNotEmpty();
    }

    @Test
    void one_that_takes_too_long_is_ended() {
        assertThatThrownBy(() -> CompilerProcess.apart(Sets.of(RULE), Duration.ofMillis(1)))
                .isInstanceOf(IOException.class);
        compilers()
                .forEach(process ->
                        process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void it_is_told_nothing_but_the_set() {
        var source = Sets.of(RULE);
        var compiling = CompletableFuture.supplyAsync(() -> apart(source));
        var environments = Set.<String>of();
        while (environments.isEmpty() && !compiling.isDone()) {
            environments = compilers().stream()
                    .map(process -> read(process, "environ"))
                    .collect(Collectors.toSet());
        }

        assertThat(environments).containsExactly("");
        assertThat(compiling.join()).isInstanceOf(Build.Good.class);
        assertThat(read(ProcessHandle.current(), "environ")).isNotEmpty();
    }

    private static Build apart(PolicySource source) {
        try {
            return CompilerProcess.apart(source, PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What this process has begun, once it is what it is to be: before that it is a copy of this process. */
    private static List<ProcessHandle> compilers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> read(child, "cmdline").endsWith(CompilerProcess.class.getName() + "\0"))
                .toList();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
        } catch (IOException e) {
            return "it has ended";
        }
    }
}
