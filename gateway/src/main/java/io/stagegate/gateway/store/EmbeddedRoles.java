package io.stagegate.gateway.store;

import io.stagegate.gateway.store.DatabaseAddress.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/** Who may do what in the embedded database: everybody needs a password, and each is in a file of the data folder. */
public final class EmbeddedRoles {
    private static final String SUPERUSER = "postgres";
    private static final String DATABASE = "stagegate";
    private static final String ACCESS = """
            # Written by Stagegate whenever it starts. Other users of this machine can reach the port, and nothing else.
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private EmbeddedRoles() {}

    static Role superuser(Path data) throws IOException {
        return new Role(SUPERUSER, secret(data.resolve("superuser.password")));
    }

    /** Roles with generated passwords, the database, and no way in without a password. */
    static DatabaseAddress prepare(Path data, int port) throws SQLException, IOException {
        var superuser = superuser(data);
        var owner = new Role("stagegate_owner", secret(data.resolve("owner.password")));
        var app = new Role("stagegate", secret(data.resolve("app.password")));
        try (var connection = connect(port, superuser);
                var statement = connection.createStatement()) {
            close(data, statement, superuser);
            for (var role : new Role[] {owner, app}) {
                statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + role.name()
                        + "') THEN CREATE ROLE " + role.name() + " LOGIN; END IF; END $$");
                password(statement, role);
            }
            refuseStrangers(statement, owner, app);
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (!found.next()) {
                    statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + owner.name());
                }
            }
        }
        return new DatabaseAddress("127.0.0.1", port, DATABASE, app, owner);
    }

    private static Connection connect(int port, Role role) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", role.name(), role.password());
    }

    /** A new cluster lets every local user in: that ends here, also for whoever came in before. */
    private static void close(Path data, Statement statement, Role superuser) throws SQLException, IOException {
        password(statement, superuser);
        Files.writeString(data.resolve("postgresql/pg_hba.conf"), ACCESS);
        statement.execute("SELECT pg_reload_conf()");
        statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }

    private static void password(Statement statement, Role role) throws SQLException {
        statement.execute("ALTER ROLE " + role.name() + " PASSWORD '" + role.password() + "'");
    }

    private static void refuseStrangers(Statement statement, Role owner, Role app) throws SQLException, IOException {
        try (var found = statement.executeQuery("SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname NOT IN ('"
                + SUPERUSER + "', '" + owner.name() + "', '" + app.name() + "')")) {
            if (found.next()) {
                throw new IOException("the role " + found.getString(1)
                        + " is none of Stagegate's: drop it, or begin with an empty folder under data:");
            }
        }
    }

    /** A generated secret, kept in a file that only its owner can read. */
    public static String secret(Path file) throws IOException {
        if (!Files.exists(file)) {
            var bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            // Whole or not at all, whenever the process ends.
            var part = file.resolveSibling(file.getFileName() + ".part");
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(part, HexFormat.of().formatHex(bytes), StandardOpenOption.DSYNC);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }
}
