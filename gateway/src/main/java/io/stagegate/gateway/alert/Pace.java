package io.stagegate.gateway.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Lets something happen so often in a stretch of time, and no more until the stretch is over. For many threads. */
public final class Pace {
    private final int most;
    private final Duration stretch;
    private final InstantSource clock;
    private final AtomicReference<Count> count = new AtomicReference<>(new Count(Instant.EPOCH, 0));

    private record Count(Instant since, int taken) {}

    public Pace(int most, Duration stretch, InstantSource clock) {
        this.most = most;
        this.stretch = stretch;
        this.clock = clock;
    }

    /** Whether it may happen once more now. */
    public boolean allows() {
        var now = clock.instant();
        return count.updateAndGet(c -> now.isBefore(c.since().plus(stretch)) && !now.isBefore(c.since())
                                ? new Count(c.since(), Math.min(c.taken() + 1, most + 1))
                                : new Count(now, 1))
                        .taken()
                <= most;
    }
}
