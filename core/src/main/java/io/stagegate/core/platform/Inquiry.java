package io.stagegate.core.platform;

import java.util.ArrayList;
import java.util.Iterator;
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

    /** Several questions side by side, their reads made together step by step; the answers in the same order. */
    static <T> Inquiry<List<T>> all(List<Inquiry<T>> questions) {
        var reads = new ArrayList<Call>();
        for (var question : questions) {
            switch (question) {
                case Failed<T>(var notice) -> {
                    return new Failed<>(notice);
                }
                case Reads<T>(var more, var _) -> reads.addAll(more);
                case Done<T> _ -> {}
            }
        }
        return reads.isEmpty()
                ? done(questions.stream().map(q -> ((Done<T>) q).value()).toList())
                : new Reads<>(reads, answers -> all(answered(questions, answers.iterator())));
    }

    private static <T> List<Inquiry<T>> answered(List<Inquiry<T>> questions, Iterator<Answer> answers) {
        var out = new ArrayList<Inquiry<T>>();
        for (var question : questions) {
            out.add(
                    question instanceof Reads<T>(var reads, var then)
                            ? then.apply(reads.stream().map(_ -> answers.next()).toList())
                            : question);
        }
        return out;
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
