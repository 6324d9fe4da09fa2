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
 * names a file, several processes may share it: as soon as it names a point, whichever of them comes there first takes the file away
 * and ends. Without the properties it does nothing.
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
        var whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), point.name());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void at(Failpoint point) {
        if (shared.filter(file -> taken(file, point)).isPresent()) {
            Runtime.getRuntime().halt(KILLED);
        }
        if (wanted.isEmpty() || !wanted.get()[0].equals(point.name()) || !done.compareAndSet(false, true)) {
            return;
        }
        if (wanted.get()[1].equals("halt")) {
            Runtime.getRuntime().halt(KILLED);
        }
        await(Path.of(wanted.get()[2]));
    }

    /** Whether it names this point, and nobody else was there before. */
    private static boolean taken(Path file, Failpoint point) {
        try {
            if (!Files.exists(file) || !Files.readString(file).equals(point.name())) {
                return false;
            }
            Files.delete(file);
            return true;
        } catch (NoSuchFileException e) {
            return false;
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
