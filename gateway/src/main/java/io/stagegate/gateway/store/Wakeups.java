package io.stagegate.gateway.store;

import io.stagegate.gateway.threads.Awaiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * Wakes those who wait for a promotion when any replica tells of it (LISTEN/NOTIFY). Only a hint: whoever waits looks for
 * itself after a while.
 */
public final class Wakeups implements AutoCloseable {
    static final String CHANNEL = "stagegate_promotion";

    private final PgSubscriber subscriber;
    private final ConcurrentHashMap<String, Set<Promise<Void>>> waiting = new ConcurrentHashMap<>();

    public Wakeups(Vertx vertx, PgConnectOptions options) {
        subscriber = PgSubscriber.subscriber(vertx, options);
        subscriber.reconnectPolicy(retries -> 1_000L);
        subscriber.channel(CHANNEL).handler(this::wake);
        subscriber.connect();
    }

    /** Wakes whoever waits for a promotion in this process. */
    void wake(String promotion) {
        waiting.getOrDefault(promotion, Set.of()).forEach(Promise::tryComplete);
    }

    /** Returns when a promotion is told of, or after the time. */
    void await(String promotion, Duration atMost) {
        var promise = Promise.<Void>promise();
        waiting.computeIfAbsent(promotion, _ -> ConcurrentHashMap.newKeySet()).add(promise);
        try {
            Awaiting.within(promise.future(), atMost);
        } catch (TimeoutException e) {
            // Whoever waits looks for itself.
        } finally {
            waiting.computeIfPresent(promotion, (_, promises) -> {
                promises.remove(promise);
                return promises.isEmpty() ? null : promises;
            });
        }
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
