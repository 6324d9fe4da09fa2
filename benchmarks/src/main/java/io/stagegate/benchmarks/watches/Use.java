package io.stagegate.benchmarks.watches;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;

/** The processor that this process and a database have used up to now, in nanoseconds. */
record Use(long wall, long mine, long database) {

    /** @param database the process that all processes of the database are children of */
    static Use now(long database) {
        var server = ProcessHandle.of(database).orElseThrow();
        var theirs = Stream.concat(Stream.of(server), server.descendants())
                .mapToLong(Use::used)
                .sum();
        return new Use(System.nanoTime(), used(ProcessHandle.current()), theirs);
    }

    private static long used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** How much of one core this process has used since. */
    double mineSince(Use before) {
        return (double) (mine - before.mine) / (wall - before.wall);
    }

    /** The same of the database, less what processes of it have used that have ended since. */
    double databaseSince(Use before) {
        return (double) (database - before.database) / (wall - before.wall);
    }

    double secondsSince(Use before) {
        return (wall - before.wall) / 1e9;
    }

    /** Heap in use, in MiB, garbage included. */
    static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
