package io.stagegate.gateway.store;

import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.threads.Awaiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Wakes those who wait for a promotion when any replica tells of it (LISTEN/NOTIFY). Only a hint: whoever waits looks for
 * itself after a while.
 */
public final class Wakeups implements AutoCloseable {
    static final String CHANNEL = "stagegate_promotion";

    private final PgSubscriber subscriber;
    private final ConcurrentHashMap<String, Set<Watching>> watches = new ConcurrentHashMap<>();

    public Wakeups(Vertx vertx, PgConnectOptions options) {
        subscriber = PgSubscriber.subscriber(vertx, options);
        subscriber.reconnectPolicy(retries -> 1_000L);
        subscriber.channel(CHANNEL).handler(this::wake);
        subscriber.connect();
    }

    /** Wakes whoever watches a promotion in this process. */
    void wake(String promotion) {
        watches.getOrDefault(promotion, Set.of()).forEach(Watching::tell);
    }

    Watch watch(String promotion) {
        var watch = new Watching(promotion);
        // In one step with the removal of the last one, so that none is put where nobody looks.
        watches.compute(promotion, (_, known) -> {
            var all = known == null ? ConcurrentHashMap.<Watching>newKeySet() : known;
            all.add(watch);
            return all;
        });
        return watch;
    }

    private final class Watching implements Watch {
        private final String promotion;
        private final AtomicReference<Promise<Void>> told = new AtomicReference<>(Promise.promise());

        Watching(String promotion) {
            this.promotion = promotion;
        }

        void tell() {
            told.get().tryComplete();
        }

        @Override
        public void await(Duration atMost) {
            try {
                Awaiting.within(told.get().future(), atMost);
                // What is told from here on is for the next time, before which its watcher looks.
                told.set(Promise.promise());
            } catch (TimeoutException e) {
                // Its watcher looks for itself.
            }
        }

        @Override
        public void close() {
            watches.computeIfPresent(promotion, (_, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
