package io.stagegate.rules.drools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Tag;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.Mistake;
import io.stagegate.rules.PolicyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files in {@code hostile}: each says on its first line what it tries. Each is refused when it is checked, or fails when it
 * is run; and none reaches a file, a listener, a property of the process or a class of ours.
 */
class HostileTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/stagegate/rules/hostile");
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private static ServerSocket listener;

    @BeforeAll
    static void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(1);
    }

    @AfterAll
    static void close() throws IOException {
        listener.close();
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothing_comes_of_it(String file, @TempDir Path folder) throws IOException {
        var canary = folder.resolve("canary");
        var text = Files.readString(FOLDER.resolve(file))
                .replace("CANARY", canary.toString())
                .replace("PORT", "" + listener.getLocalPort());
        var heard = Canary.heard();

        assertThat(text).startsWith("// ");
        assertThat(contained(text)).as(text).isTrue();
        assertThat(canary).doesNotExist();
        assertThat(Canary.heard()).isEqualTo(heard);
        assertThat(System.getProperty("stagegate.canary")).isNull();
        assertThat(connected()).isFalse();
    }

    @Test
    void there_are_enough_of_them() throws IOException {
        assertThat(files()).hasSizeGreaterThan(40);
    }

    /** Else nothing would prove that a rule could have reached it. */
    @Test
    void the_canaries_can_be_reached() throws IOException {
        var heard = Canary.heard();
        assertThat(Canary.sing()).isTrue();
        assertThat(Canary.count()).isGreaterThan(heard);
        try (var _ = new java.net.Socket(listener.getInetAddress(), listener.getLocalPort())) {
            assertThat(connected()).isTrue();
        }
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static boolean contained(String drl) {
        try (var policy = CompiledPolicy.compile(Sets.of(drl), BUDGET)) {
            var facts = Facts.good().with(new Tag(Version.CANDIDATE, Tag.On.VERSION, "t", "(a+)+$"));
            var many = IntStream.range(0, 40)
                    .mapToObj(n -> new Metric(Version.CANDIDATE, "m" + n + "a".repeat(40) + "!", n, "", Instant.EPOCH))
                    .toArray(Metric[]::new);
            return policy.decide(facts.with(many).facts()) instanceof Decision.Indeterminate;
        } catch (PolicyException e) {
            return e.diagnostics().stream()
                            .anyMatch(problem -> problem.mistake().fatal())
                    && e.diagnostics().stream().noneMatch(problem -> problem.mistake() == Mistake.NO_SET);
        }
    }

    private static boolean connected() {
        try {
            listener.accept().close();
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
