package io.stagegate.it.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, and then what it prints, as a new user would. */
class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void the_demo_prints_commands_that_see_approve_and_undo() throws Exception {
        Workplace.furnish(folder);
        var log = folder.resolve("demo.log");
        var arguments = "./stagegate demo --port 0 --api-port 0 --operations-port 0 --data demo".split(" ", -1);
        var demo = new ProcessBuilder(arguments)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            follow(new Shell(folder, Map.of()), told(demo, log));
        } finally {
            demo.destroy();
        }
        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log)).endsWith("stagegate: stopped\n");
    }

    private static String told(Process demo, Path log) throws IOException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("Ctrl-C ends the demo.")) {
            assertThat(demo.isAlive() && System.nanoTime() < end)
                    .as(Files.readString(log))
                    .isTrue();
            Thread.sleep(Duration.ofMillis(200));
        }
        return Files.readString(log);
    }

    private static void follow(Shell shell, String told) throws IOException {
        var export =
                told.lines().filter(l -> l.contains("export STAGEGATE_URL=")).findFirst();
        var printed = shell.run(List.of(
                block(export.orElseThrow().strip()),
                block(command(told, "See it:")),
                block(command(told, "Approve it:")),
                block(command(told, "Its story:")),
                block(command(told, "Undo it:")),
                block(command(told, "The audit:"))));

        assertThat(printed).allSatisfy(p -> assertThat(p.failed()).as(p.text()).isEmpty());
        assertThat(printed.get(1).text()).contains("pending", "APPR-002", "accuracy  0.91 -> 0.934");
        assertThat(printed.get(2).text())
                .contains("ann approved it", "@champion serves 2 now; undo it: stagegate restore s-");
        assertThat(printed.get(4).text()).contains("restored, and read back to prove it");
        assertThat(printed.get(5).text()).contains("hold.reviewed", "restore.settled");
    }

    private static Block block(String command) {
        return new Block("demo", 1, "sh", command + "\n", false);
    }

    /** The command behind a label; what follows several blanks is told to people. */
    private static String command(String told, String label) {
        return told.lines()
                .filter(l -> l.strip().startsWith(label))
                .map(l -> l.strip().substring(label.length()).strip().replaceFirst(" {4,}.*", ""))
                .findFirst()
                .orElseThrow();
    }
}
