package io.stagegate.gateway.signal;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** How much may be told in a minute: it fills up steadily, and what is over at one time is taken from what follows. */
public final class RateLimit {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private double left;
    private long seen;

    /** @param nanos a clock that nobody sets */
    public RateLimit(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
        this.left = perMinute;
        this.seen = nanos.getAsLong();
    }

    /** Takes so many, or none where nothing is left; whether it did. More than a minute's worth is taken once all of it is there. */
    public boolean take(int many) {
        lock.lock();
        try {
            var now = nanos.getAsLong();
            left = Math.min(perMinute, left + (double) (now - seen) / MINUTE * perMinute);
            seen = now;
            if (left < Math.min(many, perMinute)) {
                return false;
            }
            left -= many;
            return true;
        } finally {
            lock.unlock();
        }
    }
}
