package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.Python;
import io.stagegate.it.mlflow.RealMlflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a new user meets it: what it prints is pasted into a shell as it stands. */
@ExtendWith(RealMlflow.class)
class PastedDemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path home;

    @Test
    void what_the_demo_prints_works_as_it_is_pasted(MlflowServer mlflow) throws Exception {
        Files.writeString(home.resolve("stagegate"), "#!/bin/sh\nexec " + String.join(" ", java()) + " \"$@\"\n");
        assertThat(home.resolve("stagegate").toFile().setExecutable(true)).isTrue();
        // The shell that is pasted into finds a python that has MLflow's client, as a user's does.
        var path = mlflow.python().executable().getParent() + ":" + System.getenv("PATH");
        var demo = demo();
        try {
            var lines = printed(demo);
            assertThat(lines).anyMatch(line -> line.startsWith("The registry is a stand-in for MLflow, in memory"));

            var me = block(lines, "export STAGEGATE_URL=");
            var approved = Python.finish(shell(path, me, after(lines, "Approve it:")), PATIENCE);
            // Who asks again within seconds of having been told to wait, and before anybody has approved it, is told
            // the same.
            var promoting = shell(path, block(lines, "export MLFLOW_TRACKING_URI="), block(lines, "python -c"));
            var promoted = Python.finish(promoting, PATIENCE);
            var story = Python.finish(shell(path, me, after(lines, "Its story:")), PATIENCE);
            var undone = Python.finish(shell(path, me, after(lines, "Undo it:")), PATIENCE);

            assertThat(approved.output()).contains("@champion serves 2 now; undo it: stagegate restore s-");
            assertThat(promoted.exitCode()).as(promoted.output()).isZero();
            assertThat(story.output()).contains("ann approved it: \"better on every slice\"");
            assertThat(undone.output()).contains("restored, and read back to prove it");
        } finally {
            demo.destroy();
            assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readAllLines(home.resolve("err"))).allMatch(line -> line.startsWith("stagegate: "));
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                "'" + System.getProperty("java.class.path") + "'",
                "io.stagegate.gateway.main.Main");
    }

    private Process demo() throws IOException {
        var builder = new ProcessBuilder(
                        home.resolve("stagegate").toString(),
                        "demo",
                        "--port",
                        Integer.toString(FreePorts.next()),
                        "--api-port",
                        Integer.toString(FreePorts.next()),
                        "--operations-port",
                        Integer.toString(FreePorts.next()))
                .directory(home.toFile())
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment()
                .put(
                        "STAGEGATE_HOME",
                        Path.of("..").toAbsolutePath().normalize().toString());
        return builder.start();
    }

    private List<String> printed(Process demo) throws IOException, InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && demo.isAlive()) {
            var lines = Files.readAllLines(home.resolve("out"));
            if (lines.contains("Ctrl-C ends the demo.")) {
                return lines;
            }
            Thread.sleep(Duration.ofMillis(200));
        }
        throw new AssertionError(Files.readString(home.resolve("err")));
    }

    private static String block(List<String> lines, String beginning) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static String after(List<String> lines, String label) {
        return block(lines, label).substring(label.length()).replaceFirst(" {2,}\\(.*\\)$", "");
    }

    private Process shell(String path, String... pasted) throws IOException {
        var script = new ArrayList<String>();
        script.add("export PATH='" + path + "'");
        script.addAll(List.of(pasted));
        return new ProcessBuilder("sh", "-c", String.join("\n", script))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
