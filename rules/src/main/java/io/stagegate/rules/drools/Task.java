package io.stagegate.rules.drools;

import io.stagegate.rules.drools.Evaluators.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Something that one thread waits for and another does. It is over once: done by the one, or given up by the other. */
final class Task {
    /** Most decisions are over before a thread could be put to sleep and woken up. */
    private static final long SPIN = 40_000;

    private final Runnable what;
    private final Thread waiting = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(new State.Running());
    private volatile boolean asleep;

    private sealed interface State {
        record Running() implements State {}

        record Abandoned() implements State {}

        record Done(Outcome outcome) implements State {}
    }

    Task(Runnable what) {
        this.what = what;
    }

    /** Does it, on the thread that calls this; whether somebody still cared when it was done. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    boolean run() {
        var outcome = outcomeOf(what);
        var running = state.get();
        var cared = running instanceof State.Running && state.compareAndSet(running, new State.Done(outcome));
        if (cared && asleep) {
            LockSupport.unpark(waiting);
        }
        return cared;
    }

    /** Does something; what came of it. */
    static Outcome outcomeOf(Runnable what) {
        try {
            what.run();
            return new Outcome.Ended();
        } catch (Throwable e) {
            // Whatever a rule brings about is told of, the lack of memory too.
            return new Outcome.Threw(e);
        }
    }

    /** Waits for its end until a time of {@link System#nanoTime}; whether it was done by then. */
    boolean await(long until) {
        var spin = Math.min(until, System.nanoTime() + SPIN);
        while (!done() && System.nanoTime() < spin) {
            Thread.onSpinWait();
        }
        asleep = true;
        var interrupted = false;
        var left = until - System.nanoTime();
        while (!done() && left > 0) {
            LockSupport.parkNanos(this, left);
            // Somebody who is to stop waits no longer than others do; a flag that stays set would keep the thread
            // awake.
            interrupted |= Thread.interrupted();
            left = until - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done();
    }

    private boolean done() {
        return state.get() instanceof State.Done;
    }

    /** Gives it up; false where it was done meanwhile. */
    boolean abandon() {
        var running = state.get();
        return running instanceof State.Running && state.compareAndSet(running, new State.Abandoned());
    }

    /** What came of it, once it is done. */
    Outcome outcome() {
        return switch (state.get()) {
            case State.Done(var outcome) -> outcome;
            case State.Running _, State.Abandoned _ -> throw new IllegalStateException("it is not done");
        };
    }
}
