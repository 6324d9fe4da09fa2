package io.stagegate.benchmarks.watches;

import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Claimed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long after it was due each look was recorded, gathered where it is recorded. */
final class Lags {
    private final Watches store;
    private final InstantSource clock;
    private final Queue<Look> looks = new ConcurrentLinkedQueue<>();

    private record Look(long lag, boolean gap) {}

    /** @param clock that looks are due by */
    Lags(Watches store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The same store, which tells of each look. */
    Watches watched() {
        return (Watches) Proxy.newProxyInstance(
                Watches.class.getClassLoader(), new Class<?>[] {Watches.class}, (_, method, arguments) -> {
                    try {
                        var result = method.invoke(store, arguments);
                        if (method.getName().equals("looked")
                                && result instanceof Optional<?> number
                                && number.isPresent()) {
                            note((Claimed) arguments[0]);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void note(Claimed claimed) {
        looks.add(new Look(Duration.between(claimed.dueAt(), clock.instant()).toNanos(), claimed.gap()));
    }

    /** Begins anew. */
    void clear() {
        looks.clear();
    }

    /** In nanoseconds. */
    long[] all() {
        return looks.stream().mapToLong(Look::lag).toArray();
    }

    /** How many of them came so late that something was missed. */
    long gaps() {
        return looks.stream().filter(Look::gap).count();
    }
}
