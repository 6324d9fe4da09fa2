package io.stagegate.gateway.journal;

import java.time.Duration;

/**
 * Somebody's watching of a promotion, from when it was begun until it is closed. What is told of it in between is not missed,
 * whether it is told before or after somebody waits: begin to watch, look, and then wait.
 */
public interface Watch extends AutoCloseable {

    /**
     * Returns when the promotion was told of since the last time, whichever replica moved it, or when the time is over. Never
     * throws for a database that is away: it just waits.
     */
    void await(Duration atMost);

    /** The same without waiting: then something is done, once, on any thread. Nothing is, where it is closed before. */
    void whenTold(Duration atMost, Runnable then);

    /** Ends the waiting of whoever waits now, or is the next to. */
    void wake();

    @Override
    void close();
}
