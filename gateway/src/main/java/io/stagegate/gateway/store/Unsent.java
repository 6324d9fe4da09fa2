package io.stagegate.gateway.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Promotions whose intent this process could not record as far as it knows, and which it therefore never sends. Where the intent is
 * there after all, as only the answer to its commit was lost, nothing of it is under way.
 */
final class Unsent {
    /** Longer than a commit whose answer was lost can take. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Map<String, Long> promotions = new ConcurrentHashMap<>();

    /** Records an intent. */
    <T> T unless(String promotion, Supplier<T> recorded) {
        try {
            var intent = recorded.get();
            // What was tried before in vain is sent now.
            promotions.remove(promotion);
            return intent;
        } catch (RuntimeException e) {
            var now = System.nanoTime();
            promotions.values().removeIf(since -> now - since > KEPT.toNanos());
            promotions.put(promotion, now);
            throw e;
        }
    }

    boolean contains(String promotion) {
        return promotions.containsKey(promotion);
    }
}
