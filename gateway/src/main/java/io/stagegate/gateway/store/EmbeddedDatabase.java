package io.stagegate.gateway.store;

import io.stagegate.gateway.store.DatabaseAddress.Role;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A real PostgreSQL of the gateway's own, on loopback, its data kept in a folder. One gateway at a time uses a folder; a
 * server that an earlier gateway left running there is stopped first.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final String DATABASE = "stagegate";
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final FileChannel channel;
    private final FileLock lock;
    private final DatabaseAddress address;

    private EmbeddedDatabase(EmbeddedPostgres postgres, FileChannel channel, FileLock lock, DatabaseAddress address) {
        this.postgres = postgres;
        this.channel = channel;
        this.lock = lock;
        this.address = address;
    }

    /**
     * Starts the server of a data folder, which is made where it is not there yet.
     *
     * @throws IOException with one line that says what is wrong and what to do
     */
    public static EmbeddedDatabase start(Path data, Consumer<String> progress) throws IOException {
        Files.createDirectories(data);
        var channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = lock(channel);
        if (lock.isEmpty()) {
            channel.close();
            throw new IOException("another gateway uses " + data + ": stop it, or write another folder under data:");
        }
        try {
            var cluster = data.resolve("postgresql");
            var fresh = !Files.exists(cluster.resolve("PG_VERSION"));
            progress.accept(fresh ? "making a PostgreSQL cluster in " + cluster : "starting PostgreSQL on " + cluster);
            stopLeftover(cluster, progress);
            var postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(STARTING)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
            return new EmbeddedDatabase(postgres, channel, lock.get(), prepare(data, postgres.getPort()));
        } catch (IOException | SQLException | IllegalStateException e) {
            channel.close();
            throw new IOException(
                    "PostgreSQL did not start in " + data + ": " + e.getMessage()
                            + "; look into its log there, or give a database.url",
                    e);
        }
    }

    /** Empty where another process holds it, or another gateway of this one. */
    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** Ends the server whose folder this is: only the process that its own pid file names, and only if it is one. */
    private static void stopLeftover(Path cluster, Consumer<String> progress) throws IOException {
        var file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        var process = ProcessHandle.of(pid)
                .filter(p -> p.info().command().map(c -> c.endsWith("postgres")).orElse(false));
        if (process.isEmpty()) {
            return;
        }
        progress.accept("stopping the PostgreSQL that an earlier gateway left running");
        process.get().destroy();
        try {
            process.get().onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the PostgreSQL with process id " + pid + " does not stop", e);
        }
    }

    /** Roles with generated passwords, the database, and no way in without a password but for the folder's owner. */
    private static DatabaseAddress prepare(Path data, int port) throws SQLException, IOException {
        var owner = new Role("stagegate_owner", secret(data.resolve("owner.password")));
        var app = new Role("stagegate", secret(data.resolve("app.password")));
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", SUPERUSER, "");
                var statement = connection.createStatement()) {
            for (var role : new Role[] {owner, app}) {
                statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + role.name()
                        + "') THEN CREATE ROLE " + role.name() + " LOGIN; END IF; END $$");
                statement.execute("ALTER ROLE " + role.name() + " PASSWORD '" + role.password() + "'");
            }
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (!found.next()) {
                    statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + owner.name());
                }
            }
        }
        return new DatabaseAddress("127.0.0.1", port, DATABASE, app, owner);
    }

    /** A generated secret, kept in a file that only its owner can read. */
    public static String secret(Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        var secret = HexFormat.of().formatHex(bytes);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret);
        return secret;
    }

    /** Where it is. */
    public DatabaseAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        lock.release();
        channel.close();
    }
}
