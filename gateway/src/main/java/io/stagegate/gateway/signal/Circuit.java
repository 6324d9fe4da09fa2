package io.stagegate.gateway.signal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps a source from being asked that does not answer: after some failures in a row nobody asks for a while, then one does, and
 * what comes of that counts for all.
 */
public final class Circuit {
    private static final int FAILURES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private int failures;
    private long until;
    private Optional<String> why = Optional.empty();

    /** @param nanos a clock that nobody sets */
    public Circuit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the source may be asked now. Who is told so while it is down is the only one for a while. */
    public boolean permits() {
        lock.lock();
        try {
            if (failures < FAILURES) {
                return true;
            }
            if (nanos.getAsLong() - until < 0) {
                return false;
            }
            until = nanos.getAsLong() + PAUSE.toNanos();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** It answered; whether nobody asked before. */
    public boolean answered() {
        lock.lock();
        try {
            var before = failures >= FAILURES;
            failures = 0;
            why = Optional.empty();
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** It did not; whether from now on nobody asks. */
    public boolean failed(String because) {
        lock.lock();
        try {
            failures++;
            why = Optional.of(because);
            until = nanos.getAsLong() + PAUSE.toNanos();
            return failures == FAILURES;
        } finally {
            lock.unlock();
        }
    }

    /** Why it is down; empty where it answered the last time. */
    public Optional<String> down() {
        lock.lock();
        try {
            return why;
        } finally {
            lock.unlock();
        }
    }
}
