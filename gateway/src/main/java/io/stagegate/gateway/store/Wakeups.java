package io.stagegate.gateway.store;

import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.threads.Awaiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Wakes those who wait for a promotion when any replica moves it: at once by LISTEN/NOTIFY, and where that is lost by a look at
 * the rows of all that is waited for, in one query a second however many wait.
 */
public final class Wakeups implements AutoCloseable {
    static final String CHANNEL = "stagegate_promotion";

    private static final long LOOK = 1_000;
    /** Every change of a row gives it another xmin. */
    private static final String MARKS = """
            SELECT p.id, p.xmin::text || ' ' || coalesce(h.xmin::text, '') || ' '
                || (SELECT count(*) FROM review r WHERE r.hold = h.id) AS mark
            FROM promotion p LEFT JOIN hold h ON h.promotion = p.id WHERE p.id = ANY ($1)
            """;

    private final Vertx vertx;
    private final Pool pool;
    private final Session session;
    private final ConcurrentHashMap<String, Watched> watches = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final long timer;

    Wakeups(Vertx vertx, PgConnectOptions options, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
        session = new Session(vertx, options, "listener", connection -> {
            connection.notificationHandler(told -> wake(told.getPayload()));
            return connection.query("LISTEN " + CHANNEL).execute();
        });
        timer = vertx.setPeriodic(LOOK, _ -> look());
    }

    /**
     * Who watches something.
     *
     * @param rows whether it is a promotion, which has rows to look at
     * @param mark how they were when they were last looked at; empty where they have not been
     */
    private record Watched(Set<Watching> watching, boolean rows, AtomicReference<String> mark) {
        Watched(boolean rows) {
            this(ConcurrentHashMap.newKeySet(), rows, new AtomicReference<>(""));
        }

        void tell() {
            watching.forEach(Watching::wake);
        }

        /** What may have moved between the beginning of a watch and the first look is told of: nobody knows whether it has. */
        void seen(String now) {
            if (!mark.getAndSet(now).equals(now)) {
                tell();
            }
        }
    }

    /** Wakes whoever watches a promotion in this process. */
    void wake(String promotion) {
        Optional.ofNullable(watches.get(promotion)).ifPresent(Watched::tell);
    }

    private void look() {
        var ids = watches.entrySet().stream()
                .filter(watched -> watched.getValue().rows())
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        if (ids.length > 0 && looking.compareAndSet(false, true)) {
            pool.preparedQuery(MARKS)
                    .execute(Tuple.of(ids))
                    .timeout(2 * LOOK, TimeUnit.MILLISECONDS)
                    .onSuccess(this::seen)
                    .onComplete(_ -> looking.set(false));
        }
    }

    private void seen(RowSet<Row> rows) {
        rows.forEach(row ->
                Optional.ofNullable(watches.get(row.getString("id"))).ifPresent(w -> w.seen(row.getString("mark"))));
    }

    Watch watch(String promotion) {
        return watch(promotion, true);
    }

    /** Told of what has no rows to look at: whoever waits for it looks for itself. */
    Watch hear(String what) {
        return watch(what, false);
    }

    private Watch watch(String what, boolean rows) {
        var watch = new Watching(what);
        // In one step with the removal of the last one, so that none is put where nobody looks.
        watches.compute(what, (_, known) -> {
            var all = known == null ? new Watched(rows) : known;
            all.mark().set("");
            all.watching().add(watch);
            return all;
        });
        return watch;
    }

    private final class Watching implements Watch {
        private final String promotion;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicReference<Promise<Void>> told = new AtomicReference<>(Promise.promise());

        Watching(String promotion) {
            this.promotion = promotion;
        }

        @Override
        public void wake() {
            told.get().tryComplete();
        }

        @Override
        public void await(Duration atMost) {
            try {
                Awaiting.within(told.get().future(), atMost);
                // What is told from here on is for the next time, before which its watcher looks.
                told.set(Promise.promise());
            } catch (TimeoutException e) {
                // Its watcher looks for itself.
            }
        }

        @Override
        public void whenTold(Duration atMost, Runnable then) {
            told.get()
                    .future()
                    .timeout(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)
                    .onComplete(told -> {
                        if (told.succeeded()) {
                            this.told.set(Promise.promise());
                        }
                        if (!closed.get()) {
                            then.run();
                        }
                    });
        }

        @Override
        public void close() {
            closed.set(true);
            // What waits to be told would otherwise be kept until its time is over.
            told.get().tryComplete();
            watches.computeIfPresent(promotion, (_, all) -> {
                all.watching().remove(this);
                return all.watching().isEmpty() ? null : all;
            });
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        session.close();
    }
}
