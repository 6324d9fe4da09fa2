package io.stagegate.gateway.threads;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Does together what many want at the same time: what comes while one go is under way waits for the next one. Alone, nobody
 * waits for anybody. To be called on virtual threads.
 *
 * @param <T> what is wanted
 * @param <R> what comes of it
 */
public final class Together<T, R> {
    private final int atMost;
    private final Function<List<T>, List<R>> work;
    private final Queue<Wish<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    private record Wish<T, R>(T what, AtomicReference<Optional<Came<R>>> came) {
        Optional<Came<R>> end() {
            return came.get();
        }

        void ends(Came<R> how) {
            came.set(Optional.of(how));
        }
    }

    private sealed interface Came<R> {
        record Well<R>(R result) implements Came<R> {}

        record Failed<R>(RuntimeException why) implements Came<R> {}
    }

    /**
     * @param atMost how much is done in one go
     * @param work does it; one result for each, in the same order
     */
    public Together(int atMost, Function<List<T>, List<R>> work) {
        this.atMost = atMost;
        this.work = work;
    }

    /** Has it done; what the work throws, everybody in that go is thrown. */
    public R ask(T what) {
        var mine = new Wish<T, R>(what, new AtomicReference<>(Optional.empty()));
        waiting.add(mine);
        turn.lock();
        try {
            while (mine.end().isEmpty()) {
                go(next());
            }
        } finally {
            turn.unlock();
        }
        return switch (mine.end().orElseThrow()) {
            case Came.Well<R>(var result) -> result;
            case Came.Failed<R>(var why) -> throw why;
        };
    }

    private List<Wish<T, R>> next() {
        return Stream.generate(() -> Optional.ofNullable(waiting.poll()))
                .limit(atMost)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    private void go(List<Wish<T, R>> wishes) {
        try {
            var results = work.apply(wishes.stream().map(Wish::what).toList());
            for (var n = 0; n < wishes.size(); n++) {
                wishes.get(n).ends(new Came.Well<>(results.get(n)));
            }
        } catch (RuntimeException e) {
            wishes.forEach(wish -> wish.ends(new Came.Failed<>(e)));
        }
    }
}
