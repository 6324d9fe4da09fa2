package io.stagegate.it.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Does things beside one another, each on a thread of its own. The pool that futures take their threads from where nothing else is
 * said has one where there are two cores: what waits there keeps every other test's waiting, too.
 */
public final class Aside {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private Aside() {}

    public static <T> CompletableFuture<T> call(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, THREADS);
    }

    public static CompletableFuture<Void> run(Runnable what) {
        return CompletableFuture.runAsync(what, THREADS);
    }
}
