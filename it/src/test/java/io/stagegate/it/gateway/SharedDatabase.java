package io.stagegate.it.gateway;

import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL that outlives the gateways of a test, and is asked by its owner what they have written. */
public final class SharedDatabase implements AutoCloseable {
    private final EmbeddedDatabase server;
    private final Path home;

    private SharedDatabase(EmbeddedDatabase server, Path home) {
        this.server = server;
        this.home = home;
    }

    public static SharedDatabase start(Path home) throws IOException {
        return new SharedDatabase(EmbeddedDatabase.start(home, _ -> {}), home);
    }

    /** Makes the tables that a gateway makes when it starts. */
    public void migrate() throws IOException {
        try {
            Schema.migrate(server.address());
        } catch (Schema.AwayException e) {
            throw new IOException(e);
        }
    }

    /** The server and what it has begun. */
    private List<ProcessHandle> processes() throws IOException {
        var file = home.resolve("postgresql/postmaster.pid");
        if (!Files.exists(file)) {
            return List.of();
        }
        var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        return ProcessHandle.of(pid).stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                // Where the file is an old one its number may be another process's by now.
                .filter(process -> process.info()
                        .command()
                        .filter(c -> c.endsWith("postgres"))
                        .isPresent())
                .toList();
    }

    /** Ends it as {@code kill -9} of all its processes does, and whoever it serves is cut off. */
    public void kill() throws IOException, InterruptedException {
        signal("KILL");
        for (var process : processes()) {
            process.onExit().join();
        }
    }

    /** Starts it again where it has ended. */
    public void revive() throws IOException {
        server.revive();
    }

    /** Stops it as a machine does that is paused: connections are taken, and nothing is answered. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
        // What was begun while the others were being looked for.
        signal("STOP");
    }

    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes().forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() > 2) {
            new ProcessBuilder(command).start().waitFor();
        }
    }

    /** What a configuration says of it. */
    public String lines() {
        return lines(server.address().port());
    }

    /** @param port of a line to it */
    public String lines(int port) {
        var address = server.address();
        return """
                database: { url: "postgresql://%s@127.0.0.1:%d/%s", password: "%s", owner: { user: %s, password: "%s" } }
                sealingKey: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
                """.formatted(
                        address.app().name(),
                        port,
                        address.database(),
                        address.app().password(),
                        address.owner().name(),
                        address.owner().password());
    }

    public int port() {
        return server.address().port();
    }

    /** A connection of its owner. */
    public Connection connect() throws SQLException {
        var address = server.address();
        var url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + address.database()
                + "?connectTimeout=5&loginTimeout=5&socketTimeout=60";
        return DriverManager.getConnection(
                url, address.owner().name(), address.owner().password());
    }

    /** Runs a statement; how many rows it has changed. */
    public int run(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** The one number that a query gives. */
    public long number(String sql) throws SQLException {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
