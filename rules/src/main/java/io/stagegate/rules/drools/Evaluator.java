package io.stagegate.rules.drools;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** One thread that rules run on, with one task at a time. */
final class Evaluator {
    /** Decisions that follow one another closely find it awake. Longer has cost more where cores are short. */
    private static final long SPIN = 40_000;

    private final AtomicReference<Optional<Task>> task = new AtomicReference<>(Optional.empty());
    private final Runnable released;
    private final Thread thread;
    private volatile boolean retired;
    private volatile boolean asleep;
    private volatile int number = Priority.NONE;

    /** @param released told when a task that was given up has come to its end */
    Evaluator(Runnable released) {
        this.released = released;
        this.thread = Thread.ofPlatform().daemon().name("rules").start(this::work);
    }

    /** Hands it a task; it must have none. */
    void give(Task next) {
        task.set(Optional.of(next));
        wake();
    }

    /** From now on it gets only what the machine has left over. There is no way back: a thread may not raise itself. */
    void leaveRoom() {
        Priority.lower(number);
    }

    /** It ends when it has nothing to do. */
    void retire() {
        retired = true;
        wake();
    }

    /** Where it is. */
    List<StackTraceElement> where() {
        return List.of(thread.getStackTrace());
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void work() {
        number = Priority.number();
        while (true) {
            var next = next();
            if (next.isEmpty()) {
                return;
            }
            // Before it is run: whoever waits may hand over the next one as soon as this one is done.
            task.set(Optional.empty());
            if (!next.get().run()) {
                released.run();
                return;
            }
        }
    }

    /** The task to do; nothing once it is retired. */
    private Optional<Task> next() {
        var spin = System.nanoTime() + SPIN;
        while (task.get().isEmpty() && System.nanoTime() < spin) {
            Thread.onSpinWait();
        }
        asleep = true;
        while (task.get().isEmpty() && !retired) {
            LockSupport.park(this);
        }
        asleep = false;
        return task.get();
    }
}
