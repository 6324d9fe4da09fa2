package io.stagegate.rules.drools;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that rules run on: few, and never the caller's, who may give up on one and go on. What takes long makes room
 * for what does not: another thread takes its place, and the operating system gives it only what is left over.
 */
final class Evaluators implements AutoCloseable {
    /** So many may be stuck at once before nothing is evaluated any more. */
    static final int MOST_STUCK = 16;

    /** What takes longer is told apart from what is merely busy; a decision takes some 30 microseconds. */
    private static final Duration LONG = Duration.ofMillis(100);

    private static final String CLOSED = "the policy set is no longer in force";

    private final Semaphore free;
    private final ConcurrentLinkedDeque<Evaluator> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger stuck = new AtomicInteger();
    private volatile boolean closed;

    /** @param threads so many work at once, beside those that are stuck */
    Evaluators(int threads) {
        free = new Semaphore(threads);
    }

    /** What came of something that was to be run. */
    sealed interface Outcome {

        /** It came to its end. */
        record Ended() implements Outcome {}

        /** It threw something. */
        record Threw(Throwable what) implements Outcome {}

        /** It was given up; where it was then. */
        record Late(List<StackTraceElement> where) implements Outcome {}

        /** It was not begun. */
        record Refused(String why) implements Outcome {}
    }

    /** Runs something, and waits for it so long. Nothing stops it: neither an interrupt nor anything else that Java has. */
    Outcome run(Runnable what, Duration budget) {
        var until = System.nanoTime() + budget.toNanos();
        if (closed) {
            return new Outcome.Refused(CLOSED);
        }
        if (stuck.get() >= MOST_STUCK) {
            return new Outcome.Refused(stuck.get() + " evaluations have not come to an end");
        }
        if (!free.tryAcquire() && !acquired(until)) {
            return new Outcome.Refused("no thread was free to evaluate the rules within " + budget.toMillis() + " ms");
        }
        var evaluator = idle.pollFirst();
        return wait(evaluator == null ? new Evaluator(stuck::decrementAndGet) : evaluator, new Task(what), until);
    }

    /** Does something on the caller's thread, which is sure to be over at once. */
    Outcome here(Runnable what) {
        return closed ? new Outcome.Refused(CLOSED) : Task.outcomeOf(what);
    }

    private boolean acquired(long until) {
        try {
            return free.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Outcome wait(Evaluator evaluator, Task task, long until) {
        evaluator.give(task);
        if (task.await(Math.min(until, System.nanoTime() + LONG.toNanos()))) {
            idle.offerFirst(evaluator);
            free.release();
            if (closed) {
                retire();
            }
            return task.outcome();
        }
        stuck.incrementAndGet();
        evaluator.leaveRoom();
        free.release();
        var late = !task.await(until);
        var where = late ? evaluator.where() : List.<StackTraceElement>of();
        if (!late || !task.abandon()) {
            stuck.decrementAndGet();
            evaluator.retire();
            return task.outcome();
        }
        return new Outcome.Late(where);
    }

    /** How many are running for long, or were given up and have not come to an end. */
    int stuck() {
        return stuck.get();
    }

    private void retire() {
        for (var evaluator = idle.pollFirst(); evaluator != null; evaluator = idle.pollFirst()) {
            evaluator.retire();
        }
    }

    /** What is running comes to its end. */
    @Override
    public void close() {
        closed = true;
        retire();
    }
}
