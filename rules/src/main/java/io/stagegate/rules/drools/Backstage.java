package io.stagegate.rules.drools;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where sets are built while another one is in force: on threads that get what the machine has left over. The threads that these
 * begin, the compiler's own among them, get no more, where the operating system lets threads inherit that, as Linux does.
 */
final class Backstage {
    private Backstage() {}

    /** Does something there and waits for it. What it throws, this throws. */
    static <T> T run(Supplier<T> work) {
        return outside(() -> {
            Priority.lower(Priority.number());
            return work.get();
        });
    }

    /**
     * The same with the priority of who asks. The compiler shares its work out in the pool that its thread belongs to, if it belongs
     * to one: a caller who does would be lent to other work of its pool in between, or wait for a turn that does not come.
     */
    static <T> T outside(Supplier<T> work) {
        var done = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().name("rules-compiler").start(() -> {
            try {
                done.complete(work.get());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            throw thrown(e);
        }
    }

    private static RuntimeException thrown(CompletionException e) {
        return switch (e.getCause()) {
            case RuntimeException what -> what;
            case Error what -> throw what;
            case null, default -> e;
        };
    }

    /** Makes something of each, on all cores, and waits for it; in the order of what was given. With the priority of who asks. */
    static <A, B> List<B> each(Collection<A> of, Function<A, B> make) {
        try (var threads = new ForkJoinPool(Runtime.getRuntime().availableProcessors())) {
            return threads.submit(() -> of.parallelStream().map(make).toList()).join();
        }
    }
}
