package io.stagegate.it.gateway;

import java.time.Duration;

/** Waits for what other processes bring about. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(70);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Eventually() {}

    /** Asks again and again until it holds. */
    public static void holds(Runnable assertion) {
        holds(PATIENCE, PAUSE, assertion);
    }

    /** The same for another time, and as often as one wants. */
    static void holds(Duration patience, Duration pause, Runnable assertion) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
