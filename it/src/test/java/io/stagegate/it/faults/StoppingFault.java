package io.stagegate.it.faults;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.faults.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops its process the first time that it reaches the point that the system property {@value #PROPERTY} names: {@code POINT:halt} ends
 * it as {@code kill -9} does, {@code POINT:wait:FILE} makes the file and goes on when it is gone. Without the property it does nothing.
 */
public final class StoppingFault implements Fault {
    static final String PROPERTY = "stagegate.fault";

    /** What {@code kill -9} leaves as exit code. */
    private static final int KILLED = 137;

    private final Optional<String[]> wanted =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(text -> text.split(":", 3));
    private final AtomicBoolean done = new AtomicBoolean();

    static String halt(Failpoint point) {
        return "-D" + PROPERTY + "=" + point.name() + ":halt";
    }

    static String pause(Failpoint point, Path marker) {
        return "-D" + PROPERTY + "=" + point.name() + ":wait:" + marker;
    }

    @Override
    public void at(Failpoint point) {
        if (wanted.isEmpty() || !wanted.get()[0].equals(point.name()) || !done.compareAndSet(false, true)) {
            return;
        }
        if (wanted.get()[1].equals("halt")) {
            Runtime.getRuntime().halt(KILLED);
        }
        await(Path.of(wanted.get()[2]));
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
