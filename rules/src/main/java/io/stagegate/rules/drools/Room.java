package io.stagegate.rules.drools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** How much memory there is for another process: on the machine, and in the control group (v2) that a container is. */
final class Room {
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path GROUP = Path.of("/sys/fs/cgroup");

    private Room() {}

    /** Whether there are so many bytes. Where nothing tells, there are. */
    static boolean has(long bytes) {
        return LongStream.concat(machine().stream(), group(GROUP).stream()).allMatch(free -> free >= bytes);
    }

    private static OptionalLong machine() {
        var kibibytes = number(MACHINE, "MemAvailable:\\s+(\\d+) kB");
        return kibibytes.isPresent() ? OptionalLong.of(kibibytes.getAsLong() << 10) : kibibytes;
    }

    /** What the group may have beside what it has; files that are only remembered count as free. */
    static OptionalLong group(Path group) {
        var most = number(group.resolve("memory.max"), "(\\d+)");
        var used = number(group.resolve("memory.current"), "(\\d+)");
        var remembered = number(group.resolve("memory.stat"), "(?m)^inactive_file (\\d+)");
        return most.isPresent() && used.isPresent()
                ? OptionalLong.of(most.getAsLong() - used.getAsLong() + remembered.orElse(0))
                : OptionalLong.empty();
    }

    private static OptionalLong number(Path file, String pattern) {
        try {
            var found = Pattern.compile(pattern).matcher(Files.readString(file));
            return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
        } catch (IOException | NumberFormatException _) {
            return OptionalLong.empty();
        }
    }
}
