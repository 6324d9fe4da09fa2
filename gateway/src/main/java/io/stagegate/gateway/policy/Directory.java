package io.stagegate.gateway.policy;

import io.stagegate.gateway.policy.Built.Found;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The directory of the configured policy set, looked at again and again: file systems that tell of changes do not do so through
 * links, over a network or in every container. What is still being written is read when it rests.
 */
public final class Directory implements AutoCloseable {
    /** As long as nothing may change before it is read. */
    private static final long LOOK = 300;

    private final Vertx vertx;
    private final Workshop workshop;
    private final Path path;
    private final AtomicReference<Optional<String>> read = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> seen = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong timer = new AtomicLong(-1);

    public Directory(Vertx vertx, Workshop workshop, Path path) {
        this.vertx = vertx;
        this.workshop = workshop;
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** What was read, and what comes of building it. */
    public record Reading(Future<Found> found, Future<Built> built) {
        /** Whether it is a set that can be used; false while that is not known. */
        public boolean usable() {
            return built.succeeded() && built.result() instanceof Built.Good;
        }
    }

    /** Begins to read and to build what is there now. */
    public Reading begin() {
        var found = workshop.call(this::read);
        return new Reading(found, found.compose(workshop::build));
    }

    /** What is there now. To be called on the thread that builds. */
    private Found read() {
        read.set(Optional.of(stamp()));
        try {
            return new Found.Source(PolicySource.read(path));
        } catch (PolicyException e) {
            return new Found.Unreadable(new Built.Bad(e.diagnostics(), List.of()));
        }
    }

    /** From now on somebody is told what is there, on the thread that builds, each time that it has changed. */
    void watch(Consumer<Found> told) {
        timer.set(vertx.setPeriodic(LOOK, _ -> {
            if (looking.compareAndSet(false, true)) {
                workshop.call(() -> look(told)).onComplete(_ -> looking.set(false));
            }
        }));
    }

    private boolean look(Consumer<Found> told) {
        var now = Optional.of(stamp());
        var rests = seen.getAndSet(now).equals(now);
        if (rests && !now.equals(read.get())) {
            var found = read();
            // What has changed while it was read may be half of one thing and half of another.
            if (now.equals(Optional.of(stamp()))) {
                told.accept(found);
            } else {
                read.set(Optional.empty());
            }
        }
        return true;
    }

    /** Differs where anything of the set was written, moved or linked elsewhere. */
    private String stamp() {
        try {
            return PolicySource.paths(path).entrySet().stream()
                    .map(file -> file.getKey() + " " + stamp(file.getValue()))
                    .collect(Collectors.joining("\n", "files\n", ""));
        } catch (IOException | UncheckedIOException e) {
            return "unreadable: " + e;
        }
    }

    private static String stamp(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.size() + " "
                    + attributes.lastModifiedTime().toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer.get());
    }
}
