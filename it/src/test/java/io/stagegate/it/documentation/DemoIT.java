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
        play("", DemoIT::follow);
    }

    @Test
    void the_watched_demo_puts_back_what_does_badly_and_prints_commands_that_show_why() throws Exception {
        play(" --watch", DemoIT::followWatched);
    }

    /** What somebody does with what a demo told. */
    private interface Following {
        void follow(Shell shell, String told) throws IOException;
    }

    private void play(String option, Following following) throws Exception {
        Workplace.furnish(folder);
        var log = folder.resolve("demo.log");
        var arguments =
                ("./stagegate demo --port 0 --api-port 0 --operations-port 0 --data demo" + option).split(" ", -1);
        var demo = new ProcessBuilder(arguments)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            following.follow(new Shell(folder, Map.of()), told(demo, log));
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
        var printed = shell.run(List.of(
                export(told),
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

    private static void followWatched(Shell shell, String told) throws IOException {
        var printed = shell.run(List.of(
                export(told),
                block(command(told, "Its past:")),
                block(command(told, "Why:")),
                block(command(told, "Watches:"))));

        assertThat(printed).allSatisfy(p -> assertThat(p.failed()).as(p.text()).isEmpty());
        assertThat(told)
                .contains("Version 1 serves again", "1 -> 2", "before the promotion: 0.01; a full bar is 0.0")
                // Which looks see which readings is a matter of time; what it is put back by is above the first scale.
                .contains("from here on a full bar is 0.")
                .containsPattern(
                        "  restore  DEMO-002: the error rate is 0\\.\\d+, and was 0\\.01 before the promotion");
        // No bar is cut off: whatever was read has its place in the scale.
        assertThat(told).doesNotContain("#>|");
        assertThat(printed.get(2).text()).contains("watch.restored", "restore.settled");
    }

    private static Block export(String told) {
        return block(told.lines()
                .map(String::strip)
                .filter(l -> l.startsWith("export STAGEGATE_URL="))
                .findFirst()
                .orElseThrow());
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
