package io.stagegate.gateway.journal;

import java.util.Map;

/**
 * The right to change some models, one holder at a time, from snapshot to settle.
 *
 * @param epochs fencing epoch by resource; a later holder has a higher one
 * @param safeUntil until when, on the scale of {@link System#nanoTime()}, a forward may begin under it and be over before it ends
 * @param endsAt when it ends unless it is given up before, on the same scale
 */
public record Lease(Map<String, Long> epochs, long safeUntil, long endsAt) {
    public Lease {
        epochs = Map.copyOf(epochs);
    }

    /** What is leased to change a model. */
    public static String resource(String upstream, String workspace, String model) {
        return upstream + "/" + workspace + "/" + model;
    }

    /**
     * Whether a forward may begin: a process that was frozen for longer than its lease must not act on it when it goes on. The clock is
     * one that nobody sets.
     */
    public boolean safe() {
        return System.nanoTime() - safeUntil < 0;
    }

    /** Whether its time is over, so that others may have taken it. */
    public boolean ended() {
        return System.nanoTime() - endsAt >= 0;
    }
}
