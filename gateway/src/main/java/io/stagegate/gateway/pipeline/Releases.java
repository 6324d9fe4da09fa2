package io.stagegate.gateway.pipeline;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The approved holds that this process releases, a few at once and the others in the order of their approval: ten thousand that
 * are approved at the same moment must not ask ten thousand times at once for a connection to the database. What is in here is a
 * row there as well, and is found again if this process ends.
 */
public final class Releases {
    /** As many as there are connections to the database. */
    private static final int AT_ONCE = 16;

    private final Releaser releaser;
    private final Executor executor;
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger working = new AtomicInteger();

    /** @param executor runs whoever releases on virtual threads of their own */
    public Releases(Releaser releaser, Executor executor) {
        this.releaser = releaser;
        this.executor = executor;
    }

    /** Releases a hold soon; one that waits here already does so once. */
    public void add(String hold) {
        if (known.add(hold)) {
            waiting.add(hold);
            begin();
        }
    }

    /** Gives back what was begun and could not be done. */
    void giveBack() {
        releaser.giveBack();
    }

    private void begin() {
        if (working.incrementAndGet() <= AT_ONCE) {
            executor.execute(this::work);
        } else {
            working.decrementAndGet();
        }
    }

    private void work() {
        try {
            for (var hold = waiting.poll(); hold != null; hold = waiting.poll()) {
                known.remove(hold);
                releaser.release(hold);
            }
        } finally {
            working.decrementAndGet();
        }
        // What was added after the last look, while nobody could begin.
        if (!waiting.isEmpty()) {
            begin();
        }
    }
}
