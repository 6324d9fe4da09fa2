package io.stagegate.it.faults;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.faults.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops its process the first time that it reaches the point that the system property {@value #PROPERTY} names: {@code POINT:halt} ends
 * it as {@code kill -9} does, {@code POINT:wait:FILE} makes the file and goes on when it is gone. Where the property {@value #FIRST}
 * names a file, several processes may share it: as soon as it says one of these, whichever of them comes there first takes the file away
 * and stops. Without the properties it does nothing.
 */
public final class StoppingFault implements Fault {
    static final String PROPERTY = "stagegate.fault";
    static final String FIRST = "stagegate.fault.first";

    /** What {@code kill -9} leaves as exit code. */
    private static final int KILLED = 137;

    private final Optional<String[]> wanted =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(text -> text.split(":", 3));
    private final Optional<Path> shared =
            Optional.ofNullable(System.getProperty(FIRST)).map(Path::of);
    private final AtomicBoolean done = new AtomicBoolean();

    static String halt(Failpoint point) {
        return "-D" + PROPERTY + "=" + point.name() + ":halt";
    }

    static String pause(Failpoint point, Path marker) {
        return "-D" + PROPERTY + "=" + point.name() + ":wait:" + marker;
    }

    static String first(Path file) {
        return "-D" + FIRST + "=" + file;
    }

    /** From now on whoever of those that share the file comes to the point first ends there. */
    static void next(Path file, Failpoint point) throws IOException {
        say(file, point.name() + ":halt");
    }

    /** The same, but it only waits until the marker, which it makes, is gone. */
    static void next(Path file, Failpoint point, Path marker) throws IOException {
        say(file, point.name() + ":wait:" + marker);
    }

    private static void say(Path file, String what) throws IOException {
        var whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), what);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void at(Failpoint point) {
        shared.flatMap(file -> taken(file, point)).ifPresent(StoppingFault::stop);
        if (wanted.isPresent() && wanted.get()[0].equals(point.name()) && done.compareAndSet(false, true)) {
            stop(wanted.get());
        }
    }

    private static void stop(String... wanted) {
        if (wanted[1].equals("halt")) {
            Runtime.getRuntime().halt(KILLED);
        }
        await(Path.of(wanted[2]));
    }

    /** What is to be done at this point; empty where nothing is, or somebody else was there before. */
    private static Optional<String[]> taken(Path file, Failpoint point) {
        try {
            var said = Files.exists(file) ? Files.readString(file).split(":", 3) : new String[] {""};
            if (!said[0].equals(point.name())) {
                return Optional.empty();
            }
            Files.delete(file);
            return Optional.of(said);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Path marker) {
        try {
            Files.createFile(marker);
            while (Files.exists(marker)) {
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
