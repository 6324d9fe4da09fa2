package io.stagegate.gateway.threads;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What could not be done when it should have been, and is done when that is possible again. */
public final class Leftovers<T> {
    private final Queue<T> left = new ConcurrentLinkedQueue<>();

    /** Leaves something for later. */
    public void add(T one) {
        left.add(one);
    }

    /**
     * Does what is left, until the first that still cannot be done: what keeps one from being done mostly keeps the others, too. That one
     * is then the last, so that it cannot stand in the way of the others for ever.
     *
     * @param done whether nothing is left of one
     */
    public void again(Predicate<T> done) {
        for (var next = next(); next.isPresent(); next = next()) {
            if (!done.test(next.get())) {
                left.add(next.get());
                return;
            }
        }
    }

    private Optional<T> next() {
        return Optional.ofNullable(left.poll());
    }
}
