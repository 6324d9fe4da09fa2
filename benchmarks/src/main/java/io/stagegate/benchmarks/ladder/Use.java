package io.stagegate.benchmarks.ladder;

import java.time.Duration;
import java.util.stream.Stream;

/** The processor that a process and all that it has begun, and a database, have used up to now, in nanoseconds. */
record Use(long wall, long process, long database) {

    static Use now(ProcessHandle process, ProcessHandle database) {
        return new Use(System.nanoTime(), all(process), all(database));
    }

    private static long all(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(one ->
                        one.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    /** How much of one core the process has used since. */
    double processSince(Use before) {
        return (double) (process - before.process) / (wall - before.wall);
    }

    /** The same of the database, less what processes of it have used that have ended since. */
    double databaseSince(Use before) {
        return (double) (database - before.database) / (wall - before.wall);
    }

    double secondsSince(Use before) {
        return (wall - before.wall) / 1e9;
    }
}
