package io.stagegate.rules.drools;

import io.stagegate.rules.PolicySource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles large sets in a process of its own. What compiling makes and throws away would have this process collect its memory several
 * times a second, in which nothing else moves. It reads a set, writes class files, and knows nothing of this process: no secret, no
 * setting. Whatever is the matter with it, the set is compiled here.
 */
public final class CompilerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(CompilerProcess.class);
    /** Of rules; some 150 of them. Less is compiled before a process has begun. */
    private static final int LARGE = 50_000;

    private static final int HEAP_MIB = 512;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private CompilerProcess() {}

    /** What the compiler makes of a set, wherever it is better compiled. */
    static Build build(PolicySource source) {
        var size = source.drl().values().stream().mapToInt(String::length).sum();
        if (size < LARGE || !Room.has((HEAP_MIB + HEAP_MIB / 2L) << 20)) {
            return Build.of(source);
        }
        try {
            return apart(source, PATIENCE);
        } catch (IOException e) {
            LOG.warn(
                    "the rules are compiled in the gateway itself, as a process of their own does not: {}",
                    e.getMessage());
            return Build.of(source);
        }
    }

    /** @throws IOException where the process cannot be begun, breaks off or is not done in time */
    static Build apart(PolicySource source, Duration patience) throws IOException {
        var process = start();
        // Reading and writing end with it.
        var over = CompletableFuture.runAsync(
                process::destroyForcibly,
                CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
        try (var out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
                var in = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
            BuildForm.write(source, out);
            return BuildForm.build(in);
        } finally {
            over.cancel(false);
            process.destroyForcibly();
        }
    }

    private static Process start() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(
                java,
                "-Xmx" + HEAP_MIB + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // The JVM's own warnings would go where the class files do.
                "-XX:+DisplayVMOutputToStderr",
                "-cp",
                System.getProperty("java.class.path"),
                CompilerProcess.class.getName());
        var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
        builder.environment().clear();
        return builder.start();
    }

    /** Compiles the set that it reads. */
    public static void main(String[] arguments) throws IOException {
        // Nobody reads what is logged, and none of it may come between.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
                var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
            BuildForm.write(Build.of(BuildForm.source(in)), out);
        }
    }
}
