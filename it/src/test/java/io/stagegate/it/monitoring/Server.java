package io.stagegate.it.monitoring;

import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of the two that runs, on a port of its own. */
public final class Server implements AutoCloseable {
    private final Process process;
    private final int port;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A port that nothing listens on. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts Prometheus with a configuration, and returns when it answers. */
    public static Server prometheus(Programs programs, Path home, int port, String config, String rules)
            throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("rules.yml"), rules);
        return start(
                home,
                port,
                config,
                List.of(programs.prometheus().toString(), "--storage.tsdb.path=" + home.resolve("data")));
    }

    /** The same of Alertmanager, which joins no others. */
    public static Server alertmanager(Programs programs, Path home, int port, String config) throws IOException {
        Files.createDirectories(home);
        return start(
                home,
                port,
                config,
                List.of(
                        programs.alertmanager().toString(),
                        "--storage.path=" + home.resolve("data"),
                        "--cluster.listen-address="));
    }

    private static Server start(Path home, int port, String config, List<String> program) throws IOException {
        var file = Files.writeString(home.resolve("config.yml"), config);
        var log = home.resolve("log").toFile();
        var command = new ArrayList<>(program);
        command.add("--config.file=" + file);
        command.add("--web.listen-address=127.0.0.1:" + port);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        var server = new Server(builder.start(), port);
        Eventually.holds(() -> {
            if (!server.process.isAlive()) {
                throw new IllegalStateException(text(home.resolve("log")));
            }
            try {
                if (Http.at(server.url()).get("/-/ready").status() != 200) {
                    throw new AssertionError("it is not ready");
                }
            } catch (UncheckedIOException e) {
                throw new AssertionError(e);
            }
        });
        return server;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
