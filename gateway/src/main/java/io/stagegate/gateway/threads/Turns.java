package io.stagegate.gateway.threads;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets no more than so many things go on at once. The others wait, in the order in which they came, and for so long only. */
public final class Turns {
    private final Vertx vertx;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Promise<Turn>> waiting = new ArrayDeque<>();
    private int free;

    /** Its turn did not come in time: nothing was begun, and nothing will be. */
    public static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException(Duration patience) {
            super("its turn did not come within " + patience.toSeconds() + " s, as too much is under way");
        }
    }

    /**
     * @param atOnce how many go on at once; at least 1
     * @param patience how long the others wait before they fail with {@link TooLongException}
     */
    public Turns(Vertx vertx, int atOnce, Duration patience) {
        if (atOnce < 1) {
            throw new IllegalArgumentException(atOnce + " at once is none");
        }
        this.vertx = vertx;
        this.patience = patience;
        this.free = atOnce;
    }

    /** A turn that has come; it ends when it is closed. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins something when its turn has come; the turn ends with it. */
    public <T> Future<T> take(Supplier<Future<T>> begin) {
        return turn(false).compose(turn -> begun(turn, begin));
    }

    /** The same before everything that waits already. */
    public <T> Future<T> takeFirst(Supplier<Future<T>> begin) {
        return turn(true).compose(turn -> begun(turn, begin));
    }

    private static <T> Future<T> begun(Turn turn, Supplier<Future<T>> begin) {
        try {
            return begin.get().onComplete(_ -> turn.close());
        } catch (RuntimeException e) {
            turn.close();
            throw e;
        }
    }

    /** A turn, for who ends it by themselves. */
    public Future<Turn> turn() {
        return turn(false);
    }

    /** Lets nobody wait any longer for what cannot come: all who do fail with this cause. */
    public void dismiss(Throwable cause) {
        List<Promise<Turn>> all;
        lock.lock();
        try {
            all = List.copyOf(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(turn -> turn.tryFail(cause));
    }

    private Future<Turn> turn(boolean first) {
        var turn = Promise.<Turn>promise();
        lock.lock();
        try {
            if (free > 0) {
                free--;
                return Future.succeededFuture(this::end);
            }
            if (first) {
                waiting.addFirst(turn);
            } else {
                waiting.addLast(turn);
            }
        } finally {
            lock.unlock();
        }
        var timer = vertx.setTimer(patience.toMillis(), _ -> turn.tryFail(new TooLongException(patience)));
        return turn.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    /** Hands the turn on to the first who has not given up. */
    private void end() {
        while (true) {
            Promise<Turn> next;
            lock.lock();
            try {
                if (waiting.isEmpty()) {
                    free++;
                    return;
                }
                next = waiting.removeFirst();
            } finally {
                lock.unlock();
            }
            if (next.tryComplete(this::end)) {
                return;
            }
        }
    }
}
