package io.stagegate.gateway.journal;

import java.util.Map;

/**
 * The right to change some models, one holder at a time, from snapshot to settle.
 *
 * @param epochs fencing epoch by resource; a later holder has a higher one
 */
public record Lease(Map<String, Long> epochs) {
    public Lease {
        epochs = Map.copyOf(epochs);
    }
}
