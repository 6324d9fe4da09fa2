package io.stagegate.gateway.estate;

import io.stagegate.core.platform.ServingArtifacts.Model;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

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
    private boolean alone;

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

    /**
     * What is to be looked at now, which is wanted no longer: all there is, the models with it; or those that are told of anew; or, every
     * other time, one that was looked at in vain. That one is alone: where it cannot be read, it keeps no other one from being read.
     */
    public Next take() {
        lock.lock();
        try {
            var next = new Next(all, all ? models : some());
            all = false;
            models.keySet().removeAll(next.models().keySet());
            return next;
        } finally {
            lock.unlock();
        }
    }

    private Map<Model, Integer> some() {
        var fresh = new HashMap<>(models);
        fresh.values().removeIf(tries -> tries > 0);
        alone = fresh.isEmpty() || (!alone && fresh.size() < models.size());
        return alone
                ? models.entrySet().stream()
                        .filter(model -> model.getValue() > 0)
                        .limit(1)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))
                : fresh;
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
