package io.stagegate.it.gateway;

import java.time.Duration;

/** Waits for what other processes bring about. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(70);

    private Eventually() {}

    /** Asks again and again until it holds. */
    public static void holds(Runnable assertion) {
        var end = System.nanoTime() + PATIENCE.toNanos();
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
                Thread.sleep(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
