package io.stagegate.it.mlflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Python interpreter of a virtual environment, and runs of it.
 *
 * @param executable the environment's {@code python}
 */
public record Python(Path executable) {

    /** What a finished run printed; both streams together. */
    public record Run(int exitCode, String output) {
        public boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs a script until it ends. */
    public Run script(String source, Map<String, String> environment, Duration atMost) {
        return finish(start(source, environment), atMost);
    }

    /** Starts a script; its output is collected by {@link #finish}. */
    public Process start(String source, Map<String, String> environment) {
        try {
            var file = Files.createTempFile("stagegate-it", ".py");
            Files.writeString(file, source);
            return process(List.of(executable.toString(), file.toString()), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a started script, which is ended where it takes too long. */
    public static Run finish(Process process, Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return new Run(-1, "still running after " + atMost + "\n" + output(process));
            }
            return new Run(process.exitValue(), output(process));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String output(Process process) {
        try (var in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "its output cannot be read: " + e.getMessage();
        }
    }

    static Process process(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
