package io.stagegate.gateway.estate;

import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be looked at soon at one upstream: each model once, however often that is wanted, and where it would be too many of them,
 * all there is.
 */
public final class Wanted {
    /** So many models are named; with more it is cheaper to look at all. */
    static final int MOST = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Model, Integer> models = new HashMap<>();
    private boolean all;

    /**
     * What is to be looked at.
     *
     * @param all whether it is all there is
     * @param models else those, each with how often it was looked at already, in vain
     */
    public record Next(boolean all, Map<Model, Integer> models) {
        public Next {
            models = Map.copyOf(models);
        }

        /** Whether there is nothing to look at. */
        public boolean isNothing() {
            return !all && models.isEmpty();
        }
    }

    /** All is wanted. */
    public void everything() {
        lock.lock();
        try {
            all = true;
        } finally {
            lock.unlock();
        }
    }

    /** A model is wanted that something new is told of. */
    public void fresh(Model model) {
        want(Map.of(model, 0));
    }

    /** These are wanted, unless they are already. */
    public void want(Map<Model, Integer> tried) {
        lock.lock();
        try {
            tried.forEach((model, tries) -> models.merge(model, tries, Math::min));
            if (models.size() > MOST) {
                models.clear();
                all = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is wanted, which is wanted no longer. Whoever looks at all looks at the models, too. */
    public Next take() {
        lock.lock();
        try {
            var next = new Next(all, models);
            all = false;
            models.clear();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is wanted. */
    public boolean isEmpty() {
        lock.lock();
        try {
            return !all && models.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
