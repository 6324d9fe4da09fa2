package io.stagegate.rules.drools;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much of the machine a thread gets beside others. Java's own priorities do nothing on Linux; there the operating system
 * is told by the thread's number. Elsewhere, and where native code is not allowed, nothing is done.
 */
final class Priority {
    /** The number of no thread. */
    static final int NONE = 0;

    private static final int OF_A_THREAD = 0;
    private static final int LEAST = 19;
    private static final Path THREAD = Path.of("/proc/thread-self");

    private Priority() {}

    /** The number by which the operating system knows the thread that calls this. */
    static int number() {
        try {
            var name = Optional.ofNullable(Files.readSymbolicLink(THREAD).getFileName());
            return name.map(number -> Integer.parseInt(number.toString())).orElse(NONE);
        } catch (IOException | UnsupportedOperationException | NumberFormatException _) {
            return NONE;
        }
    }

    /** Leaves a thread of this process what no other wants; whether that was possible. It cannot be taken back. */
    static boolean lower(int number) {
        return number != NONE
                && Priority.class.getModule().isNativeAccessEnabled()
                && set().filter(set -> lowered(set, number)).isPresent();
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> set() {
        var linker = Linker.nativeLinker();
        var type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return linker.defaultLookup().find("setpriority").map(address -> linker.downcallHandle(address, type));
    }

    private static boolean lowered(MethodHandle set, int number) {
        try {
            return (int) set.invokeExact(OF_A_THREAD, number, LEAST) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("the operating system cannot be asked", e);
        }
    }
}
