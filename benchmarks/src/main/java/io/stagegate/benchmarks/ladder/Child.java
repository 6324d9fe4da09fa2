package io.stagegate.benchmarks.ladder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Java process beside this one, with the same class path. Client, gateway and upstream do not share a process: they would
 * share a heap, a compiler and the pauses of one garbage collector, and none of the three could be told from the others.
 */
final class Child implements AutoCloseable {
    private static final Duration ENDING = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Child start(
            Path log, Map<String, String> environment, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        return start(log, environment, options, main.getName(), arguments);
    }

    static Child start(
            Path log, Map<String, String> environment, List<String> options, String main, String... arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        var child = new Child(builder.start(), log);
        // Where this process is told to end before it closes its children.
        Runtime.getRuntime().addShutdownHook(new Thread(child::close));
        return child;
    }

    /**
     * Waits until its log says something.
     *
     * @throws IOException with the log, where it ends before or takes too long
     */
    MatchResult await(Pattern line, Duration atMost) throws IOException {
        var until = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < until && process.isAlive()) {
            var matcher = line.matcher(Files.readString(log));
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
            pause();
        }
        close();
        throw new IOException("a process did not start:\n" + Files.readString(log));
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Ends it as Ctrl-C does, and waits for that. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDING.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
