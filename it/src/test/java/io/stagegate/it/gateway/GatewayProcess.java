package io.stagegate.it.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A gateway in a process of its own, as it is run: it can be killed, and its memory bounded. */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration STARTING = Duration.ofMinutes(4);

    private final Process process;
    private final Path log;
    private final int proxy;
    private final int api;
    private final AtomicLong frozen = new AtomicLong();
    private volatile long frozenSince;

    private GatewayProcess(Process process, Path log, int proxy, int api) {
        this.process = process;
        this.log = log;
        this.proxy = proxy;
        this.api = api;
    }

    /** Starts one whose data is kept in a folder, and waits until it listens. */
    static GatewayProcess start(Path home, String upstream, String... javaOptions) throws IOException {
        return start(home, TestGateway.Setup.open(home.resolve("data"), upstream), javaOptions);
    }

    /** The same with a configuration of a test's own. */
    public static GatewayProcess start(Path home, TestGateway.Setup setup, String... javaOptions) throws IOException {
        return start(home, setup, "io.stagegate.gateway.main.Main", javaOptions);
    }

    /**
     * The same by another way in.
     *
     * @param main class that is run with the command line's arguments
     */
    public static GatewayProcess start(Path home, TestGateway.Setup setup, String main, String[] javaOptions)
            throws IOException {
        var proxy = FreePorts.next();
        var api = FreePorts.next();
        var yaml = setup.yaml()
                .replaceFirst("127.0.0.1:0", "127.0.0.1:" + api)
                .replace("    listen: \"127.0.0.1:0\"\n    url:", "    listen: \"127.0.0.1:" + proxy + "\"\n    url:");
        var config = Files.writeString(home.resolve("stagegate.yaml"), yaml);
        var log = home.resolve("gateway.log");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(javaOptions));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "serve",
                "--config",
                config.toString()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var gateway = new GatewayProcess(process, log, proxy, api);
        gateway.awaitListening();
        return gateway;
    }

    private void awaitListening() throws IOException {
        var end = System.nanoTime() + STARTING.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (Http.at(apiUrl()).get("/openapi.yaml").status() == 200) {
                    return;
                }
            } catch (UncheckedIOException e) {
                pause();
            }
        }
        close();
        throw new IOException("the gateway did not start:\n" + Files.readString(log));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + proxy;
    }

    public String apiUrl() {
        return "http://127.0.0.1:" + api;
    }

    public Http api(String person) {
        return Http.at(apiUrl()).bearer(person + "-token");
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it as a machine does that is paused: it does not know. */
    public void freeze() throws IOException, InterruptedException {
        frozenSince = System.nanoTime();
        signal("STOP");
    }

    /** Lets it go on. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
        frozen.addAndGet(System.nanoTime() - frozenSince);
    }

    /** How long it has been frozen in all. */
    public Duration frozen() {
        return Duration.ofNanos(frozen.get());
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public long pid() {
        return process.pid();
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
