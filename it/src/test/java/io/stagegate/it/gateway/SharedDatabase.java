package io.stagegate.it.gateway;

import io.stagegate.gateway.store.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A PostgreSQL that outlives the gateways of a test, and is asked by its owner what they have written. */
public final class SharedDatabase implements AutoCloseable {
    private final EmbeddedDatabase server;

    private SharedDatabase(EmbeddedDatabase server) {
        this.server = server;
    }

    public static SharedDatabase start(Path home) throws IOException {
        return new SharedDatabase(EmbeddedDatabase.start(home, _ -> {}));
    }

    /** What a configuration says of it. */
    public String lines() {
        return lines(server.address().port());
    }

    /** @param port of a line to it */
    String lines(int port) {
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

    int port() {
        return server.address().port();
    }

    /** A connection of its owner. */
    public Connection connect() throws SQLException {
        var address = server.address();
        var url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + address.database();
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
