package io.stagegate.core.platform;

import java.util.List;
import java.util.function.Function;

/**
 * A question to the upstream as a value: either answered, or some reads and what to make of their answers. The gateway
 * makes the reads of one step in parallel, each with a deadline.
 *
 * @param <T> what it finds out
 */
public sealed interface Inquiry<T> {

    /** It is found out. */
    record Done<T>(T value) implements Inquiry<T> {}

    /**
     * @param reads calls that change nothing
     * @param then what to make of their answers, which come in the same order and number
     */
    record Reads<T>(List<Call> reads, Function<List<Answer>, Inquiry<T>> then) implements Inquiry<T> {
        public Reads {
            reads = List.copyOf(reads);
        }
    }

    /**
     * It cannot be found out, and what depends on it cannot go on.
     *
     * @param notice what the client is told
     */
    record Failed<T>(Notice notice) implements Inquiry<T> {}

    static <T> Inquiry<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Inquiry<T> read(Call read, Function<Answer, Inquiry<T>> then) {
        return new Reads<>(List.of(read), answers -> then.apply(answers.getFirst()));
    }

    static <T> Inquiry<T> readAll(List<Call> reads, Function<List<Answer>, Inquiry<T>> then) {
        return reads.isEmpty() ? then.apply(List.of()) : new Reads<>(reads, then);
    }

    default <R> Inquiry<R> then(Function<? super T, ? extends Inquiry<R>> next) {
        return switch (this) {
            case Done<T>(var value) -> next.apply(value);
            case Reads<T>(var reads, var continuation) ->
                new Reads<>(reads, answers -> continuation.apply(answers).then(next));
            case Failed<T>(var notice) -> new Failed<>(notice);
        };
    }

    default <R> Inquiry<R> map(Function<? super T, ? extends R> function) {
        return then(value -> new Done<R>(function.apply(value)));
    }
}
