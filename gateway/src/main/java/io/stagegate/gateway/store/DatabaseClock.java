package io.stagegate.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database's clock, which is everybody's: as it was read last, and moved on since then by a clock that nobody sets. */
final class DatabaseClock {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    /** What took longer to be read says too little. */
    private static final Duration SLOW = Duration.ofMillis(500);
    /** So far apart clocks are only where nobody keeps them. */
    private static final Duration APART = Duration.ofSeconds(5);

    private final AtomicReference<Optional<InstantSource>> machine = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Reading>> last = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean apart = new AtomicBoolean();

    /** @param nanos when it was so, on the scale of {@link System#nanoTime()} */
    private record Reading(Instant time, long nanos) {
        Instant now() {
            return time.plusNanos(System.nanoTime() - nanos);
        }
    }

    /** The database's time; until it has been read, the machine's. */
    InstantSource or(InstantSource other) {
        machine.set(Optional.of(other));
        return () -> last.get().map(Reading::now).orElseGet(other::instant);
    }

    /**
     * Takes a reading.
     *
     * @param asked when it was asked for, on the scale of {@link System#nanoTime()}
     */
    void read(Instant time, long asked) {
        var now = System.nanoTime();
        var took = Duration.ofNanos(now - asked);
        if (took.compareTo(SLOW) < 0) {
            var reading = new Reading(time, asked + took.toNanos() / 2);
            last.set(Optional.of(reading));
            machine.get().ifPresent(other -> compare(Duration.between(reading.now(), other.instant())));
        }
    }

    private void compare(Duration off) {
        var now = off.abs().compareTo(APART) > 0;
        if (apart.getAndSet(now) != now && now) {
            LOG.warn(
                    "this machine's clock is {} s {} the database's, which is the one that counts",
                    off.abs().toSeconds(),
                    off.isNegative() ? "behind" : "ahead of");
        }
    }
}
