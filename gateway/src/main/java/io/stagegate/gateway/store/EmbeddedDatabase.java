package io.stagegate.gateway.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL of the gateway's own, on loopback and with passwords that are generated, its data kept in a folder. One
 * gateway at a time uses a folder; a server that an earlier gateway left running there is stopped first, and one that ends
 * while the gateway runs can be started again.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Path data;
    private final FileChannel channel;
    private final FileLock lock;
    private final AtomicReference<EmbeddedPostgres> postgres;
    private final DatabaseAddress address;

    private EmbeddedDatabase(
            Path data, FileChannel channel, FileLock lock, EmbeddedPostgres postgres, DatabaseAddress address) {
        this.data = data;
        this.channel = channel;
        this.lock = lock;
        this.postgres = new AtomicReference<>(postgres);
        this.address = address;
    }

    /**
     * Starts the server of a data folder, which is made where it is not there yet.
     *
     * @throws IOException with one line that says what is wrong and what to do
     */
    public static EmbeddedDatabase start(Path data, Consumer<String> progress) throws IOException {
        try {
            makePrivate(data);
        } catch (IOException e) {
            throw new IOException(
                    "the folder " + data + " cannot be made (" + e + "): write another one under data:", e);
        }
        var channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = lock(channel);
        if (lock.isEmpty()) {
            channel.close();
            throw new IOException("another gateway uses " + data + ": stop it, or write another folder under data:");
        }
        try {
            var cluster = cluster(data);
            var fresh = !Files.exists(cluster.resolve("PG_VERSION"));
            progress.accept(fresh ? "making a PostgreSQL cluster in " + cluster : "starting PostgreSQL on " + cluster);
            stopLeftover(cluster, progress);
            var postgres = run(data, 0);
            return new EmbeddedDatabase(
                    data, channel, lock.get(), postgres, EmbeddedRoles.prepare(data, postgres.getPort()));
        } catch (IOException | SQLException | IllegalStateException e) {
            channel.close();
            throw new IOException(
                    "PostgreSQL did not start in " + data + ": " + e.getMessage()
                            + "; look into its log there, or give a database.url",
                    e);
        }
    }

    private static Path cluster(Path data) {
        return data.resolve("postgresql");
    }

    private static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, owner);
        }
    }

    /** @param port where it listens; 0 for any free one */
    private static EmbeddedPostgres run(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(cluster(data))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTING)
                .setPort(port)
                .setOverrideWorkingDirectory(binaries(data).toFile())
                .setConnectConfig("password", EmbeddedRoles.superuser(data).password())
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("max_connections", "100")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    /** Where the server's programs are unpacked: once for each user, and where no other user can put something else. */
    private static Path binaries(Path data) throws IOException {
        var home = Path.of(System.getProperty("user.home", ""));
        var cache = Files.isWritable(home) ? home.resolve(".cache/stagegate") : data;
        Files.createDirectories(cache);
        makePrivate(cache.resolve("postgresql-binaries"));
        return cache.resolve("postgresql-binaries");
    }

    /**
     * Starts the server again where its process is gone. To be called on a worker thread.
     *
     * @return whether it had to
     */
    public boolean revive() throws IOException {
        if (process(cluster(data)).isPresent()) {
            return false;
        }
        LOG.error("the embedded PostgreSQL has ended: it is started again");
        // Gives up its lock on the cluster.
        postgres.get().close();
        postgres.set(run(data, address.port()));
        return true;
    }

    /** Empty where another process holds it, or another gateway of this one. */
    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** The server's process: the one that its own pid file names, if it is one. */
    private static Optional<ProcessHandle> process(Path cluster) throws IOException {
        var file = cluster.resolve("postmaster.pid");
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(
                                Files.readAllLines(file).getFirst().strip()))
                        .filter(p -> p.info()
                                .command()
                                .map(c -> c.endsWith("postgres"))
                                .orElse(false))
                : Optional.empty();
    }

    /** Ends the server whose folder this is, where an earlier gateway left it. */
    private static void stopLeftover(Path cluster, Consumer<String> progress) throws IOException {
        var process = process(cluster);
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
            throw new IOException(
                    "the PostgreSQL with process id " + process.get().pid() + " does not stop", e);
        }
    }

    /** Where it is. */
    public DatabaseAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        postgres.get().close();
        lock.release();
        channel.close();
    }
}
