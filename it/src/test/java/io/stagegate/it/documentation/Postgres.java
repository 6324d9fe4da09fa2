package io.stagegate.it.documentation;

import io.stagegate.gateway.store.DatabaseAddress;
import io.stagegate.gateway.store.DatabaseAddress.Role;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A fresh PostgreSQL, on which SQL is run as its superuser would, statement by statement. */
final class Postgres implements AutoCloseable {
    private static final String DOLLARS = "$$";

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    static Postgres start() throws IOException {
        return new Postgres(EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start());
    }

    void run(String sql) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (var one : statements(sql)) {
                statement.execute(one);
            }
        }
    }

    /** What ends in a semicolon at a line's end, but not between dollars. */
    private static List<String> statements(String sql) {
        var out = new ArrayList<String>();
        var statement = new StringBuilder();
        for (var line : sql.lines().toList()) {
            statement.append(line).append('\n');
            var quoted = statement.toString().split("\\$\\$", -1).length % 2 == 0;
            if (line.endsWith(";") && !(quoted && statement.indexOf(DOLLARS) >= 0)) {
                out.add(statement.toString());
                statement.setLength(0);
            }
        }
        return out;
    }

    int port() {
        return server.getPort();
    }

    /** The database as the guide's configuration names it. */
    DatabaseAddress stagegate() {
        return new DatabaseAddress(
                "127.0.0.1", port(), "stagegate", new Role("stagegate", "x"), new Role("stagegate_owner", "x"));
    }

    /** Whether the gateway's role may do something with a table. */
    boolean may(String privilege, String table) throws SQLException {
        try (var connection = asOwner();
                var query = connection.prepareStatement("SELECT has_table_privilege('stagegate', ?, ?)")) {
            query.setString(1, table);
            query.setString(2, privilege);
            var result = query.executeQuery();
            result.next();
            return result.getBoolean(1);
        }
    }

    private Connection asOwner() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/stagegate", "stagegate_owner", "x");
    }

    /** A role's password as the server keeps it; roles without one cannot log in over the network. */
    boolean hasPassword(String role) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var query = connection.prepareStatement(
                        "SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = ?")) {
            query.setString(1, role);
            var result = query.executeQuery();
            return result.next() && result.getBoolean(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
