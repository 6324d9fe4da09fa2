package io.stagegate.gateway.store;

import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.identity.TokenStore;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.seal.RowSeal;
import io.stagegate.gateway.seal.SealingKeys;
import io.stagegate.gateway.webhook.Deliveries;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The gateway's connections to PostgreSQL, and what is built on them. Whether it is there is known at any time. */
public final class Database implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMillis(2_500);
    private static final int CONNECTIONS = 16;
    private static final long LOOK = 1_000;

    private final Vertx vertx;
    private final Pool pool;
    private final Owner owner;
    private final Wakeups wakeups;
    private final Sql sql;
    private final HoldRows rows;
    private final Journal journal;
    private final AtomicBoolean writable = new AtomicBoolean();
    private final long timer;

    /** Nobody is told of what its transactions do. */
    public Database(Vertx vertx, DatabaseAddress address, Optional<SealingKeys> keys) {
        this(vertx, address, keys, List.of());
    }

    /**
     * @param keys what rows are sealed with; empty where there are none, and a change behind the gateway cannot be noticed
     * @param subscriptions who is told of what its transactions do
     */
    public Database(
            Vertx vertx, DatabaseAddress address, Optional<SealingKeys> keys, List<Outbox.Subscription> subscriptions) {
        this.vertx = vertx;
        var options = address.options();
        pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions()
                        .setMaxSize(CONNECTIONS)
                        .setConnectionTimeout(2)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .build();
        owner = new Owner(vertx, options);
        wakeups = new Wakeups(vertx, options);
        rows = new HoldRows(keys.map(RowSeal::new));
        sql = new Sql(pool, DEADLINE, new Outbox(subscriptions, rows));
        journal = new PgJournal(sql, owner, wakeups);
        look();
        timer = vertx.setPeriodic(LOOK, _ -> look());
    }

    /** Whether what is governed can be recorded: written, not only read. */
    private void look() {
        pool.query("SELECT NOT pg_is_in_recovery() AND to_regclass('audit') IS NOT NULL AS writable")
                .execute()
                .timeout(LOOK, TimeUnit.MILLISECONDS)
                .onComplete(answer -> writable.set(
                        answer.succeeded() && answer.result().iterator().next().getBoolean("writable")));
    }

    /** Whether decisions could be recorded a moment ago. */
    public boolean writable() {
        return writable.get();
    }

    public Journal journal() {
        return journal;
    }

    public Holds holds() {
        return new PgHolds(sql, owner, wakeups, rows);
    }

    public Records records() {
        return new PgRecords(sql, rows);
    }

    public TokenStore tokens() {
        return new PgTokens(sql);
    }

    /** Told when something new is to be delivered. */
    public Watch newDeliveries() {
        return wakeups.watch(Outbox.WAKES);
    }

    public Deliveries deliveries() {
        return new PgDeliveries(sql, new PgHolds(sql, owner, wakeups, rows));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        wakeups.close();
        owner.close();
        pool.close();
    }
}
