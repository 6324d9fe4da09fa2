package io.stagegate.benchmarks.ladder;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * What it was measured on.
 *
 * @param cores how many processors there are
 * @param jdk version of the Java runtime
 * @param system operating system, its version and architecture
 * @param load how many threads wanted to run before anything was measured; negative where the system does not say
 * @param fileSystem kind of file system that the gateway's database is on
 * @param forcedWriteMillis how long a write of 8 KiB takes that is forced to that disk: the floor of a durable commit
 */
record Machine(int cores, String jdk, String system, double load, String fileSystem, double forcedWriteMillis) {
    private static final int WRITES = 50;

    static Machine here(Path data) throws IOException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                system.getAvailableProcessors(),
                Runtime.version().toString(),
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                system.getSystemLoadAverage(),
                Files.getFileStore(data).type(),
                forcedWrite(data.resolve("forced-write")));
    }

    private static double forcedWrite(Path file) throws IOException {
        var times = new long[WRITES];
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            for (var i = 0; i < WRITES; i++) {
                var begin = System.nanoTime();
                channel.write(ByteBuffer.allocate(8 << 10));
                channel.force(false);
                times[i] = System.nanoTime() - begin;
            }
        }
        Arrays.sort(times);
        return times[WRITES / 2] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d cores, JDK %s, %s; load %.1f at the start; database on %s, a forced write of 8 KiB takes %.2f ms",
                cores,
                jdk,
                system,
                load,
                fileSystem,
                forcedWriteMillis);
    }
}
