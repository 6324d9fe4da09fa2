package io.stagegate.benchmarks.running;

import io.stagegate.gateway.store.DatabaseAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** Where a measurement runs, and how it says what came of it. */
public final class Running {
    private Running() {}

    /** Says what a command is run for, on standard output. Progress is none of it. */
    public static void say(String line) {
        System.out.println(line);
    }

    /** Says how much of the machine there is, and how busy it is before anything is measured. */
    public static void sayMachine() {
        say(String.format(
                Locale.ROOT,
                "%d cores, load %.1f at the start",
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    /** A percentile of nanoseconds by nearest rank, in milliseconds; not a number where there are none. */
    public static double millis(long[] nanos, double percent) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        var rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }

    /** A connection to a database as its owner. */
    public static Connection owner(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(address.host(), address.port(), address.database()),
                address.owner().name(),
                address.owner().password());
    }

    /** The clone that is measured. */
    public static Path home() {
        return Path.of(System.getenv().getOrDefault("STAGEGATE_HOME", "."));
    }

    /** A new folder on the disk that the clone is on: a temporary one may be in memory, where a durable commit costs nothing. */
    public static Path folder(String prefix) throws IOException {
        var target = Files.createDirectories(home().resolve("benchmarks/target"));
        return Files.createTempDirectory(target.toAbsolutePath(), prefix);
    }

    /** Deletes a folder with all that is in it; some of it may go by itself meanwhile. */
    public static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
