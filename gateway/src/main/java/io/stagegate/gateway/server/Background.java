package io.stagegate.gateway.server;

import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.Housekeeping;
import io.stagegate.gateway.policy.Offers;
import io.stagegate.gateway.store.Schema;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.upstream.ServingIndex;
import io.stagegate.gateway.watch.Watcher;
import io.stagegate.gateway.webhook.Webhooks;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway does of its own accord: keeps house, looks at what is watched, keeps its indexes fresh, makes partitions, waits
 * for its database.
 */
final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final long ROUND = Duration.ofSeconds(1).toMillis();
    private static final long WATCH = 500;
    private static final long INDEX = Duration.ofSeconds(30).toMillis();
    private static final long MIGRATE_AGAIN = Duration.ofSeconds(2).toMillis();
    private static final long REVIVE = Duration.ofSeconds(2).toMillis();
    private static final long PARTITIONS = Duration.ofHours(12).toMillis();

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final DatabaseStart database;
    private final Offers policies;
    private final Governed governed;
    private final Webhooks webhooks;
    private final Drifts drifts;
    private final Housekeeping housekeeping;
    private final Watcher watcher;
    private final AtomicBoolean keeping = new AtomicBoolean();
    private final AtomicBoolean ready = new AtomicBoolean();
    private final List<Long> timers = new ArrayList<>();

    /** What looks at what serves: for what went around the gateway, and at what is watched. */
    record Looking(Drifts drifts, Watcher watcher) {}

    Background(
            Vertx vertx,
            VirtualThreads threads,
            DatabaseStart database,
            Offers policies,
            Governed governed,
            Webhooks webhooks,
            Looking looking) {
        this.watcher = looking.watcher();
        this.webhooks = webhooks;
        this.drifts = looking.drifts();
        this.vertx = vertx;
        this.threads = threads;
        this.database = database;
        this.policies = policies;
        this.governed = governed;
        this.housekeeping = governed.housekeeping();
    }

    /** @param migrated whether the schema is there already */
    void begin(boolean migrated) {
        if (migrated) {
            join();
        } else {
            LOG.warn(
                    "the database {} is not there: reads pass, what is governed is refused, and it is tried on",
                    database.address());
            vertx.setTimer(MIGRATE_AGAIN, _ -> migrateAgain());
        }
        governed.indexes().forEach(ServingIndex::refresh);
        timers.add(vertx.setPeriodic(ROUND, _ -> round()));
        timers.add(vertx.setPeriodic(WATCH, _ -> watch()));
        timers.add(vertx.setPeriodic(INDEX, _ -> governed.indexes().forEach(ServingIndex::refresh)));
        timers.add(vertx.setPeriodic(PARTITIONS, _ -> partitions()));
        timers.add(vertx.setPeriodic(REVIVE, _ -> revive()));
    }

    /** Serialised by Vert.x: a start that takes long is not begun twice. */
    private void revive() {
        vertx.executeBlocking(() -> {
                    database.revive();
                    return true;
                })
                .onFailure(e -> LOG.error("the embedded PostgreSQL is not started again yet: {}", e.getMessage()));
    }

    private void migrateAgain() {
        vertx.executeBlocking(() -> {
                    Schema.migrate(database.address());
                    return true;
                })
                .onSuccess(_ -> {
                    LOG.info("the database {} is there", database.address());
                    join();
                })
                .onFailure(e -> {
                    if (e instanceof Schema.UnfitException) {
                        LOG.error("what is governed stays refused: {}", e.getMessage());
                    }
                    vertx.setTimer(MIGRATE_AGAIN, _ -> migrateAgain());
                });
    }

    /** Joins the others, now that there is where they meet. */
    private void join() {
        threads.execute(() -> {
            try {
                webhooks.configure();
                policies.join();
                ready.set(true);
                webhooks.begin();
                drifts.begin();
                // What fell due while nobody was there waits no longer.
                round();
            } catch (JournalException e) {
                LOG.warn("the database is not joined yet: {}", e.getMessage());
                vertx.setTimer(MIGRATE_AGAIN, _ -> join());
            }
        });
    }

    private void round() {
        if (ready.get() && keeping.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    housekeeping.round();
                } finally {
                    keeping.set(false);
                }
            });
        }
    }

    private void watch() {
        if (ready.get()) {
            threads.execute(watcher::round);
        }
    }

    private void partitions() {
        vertx.executeBlocking(() -> {
                    Schema.makePartitions(database.address());
                    return true;
                })
                .onFailure(e -> LOG.error("next month's partitions are not made yet: {}", e.getMessage()));
    }

    @Override
    public void close() {
        timers.forEach(vertx::cancelTimer);
        drifts.close();
        governed.indexes().forEach(ServingIndex::close);
    }
}
