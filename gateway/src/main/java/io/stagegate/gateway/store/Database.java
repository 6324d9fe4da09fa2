package io.stagegate.gateway.store;

import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.drift.DriftStore;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.identity.TokenStore;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.policy.PolicyStore;
import io.stagegate.gateway.policy.WaiverStore;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.seal.RowSeal;
import io.stagegate.gateway.seal.SealingKeys;
import io.stagegate.gateway.signal.SignalStore;
import io.stagegate.gateway.threads.Turns;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.webhook.Deliveries;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's connections to PostgreSQL, and what is built on them. Whether it is there is known at any time. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration DEADLINE = Duration.ofMillis(2_500);
    private static final int CONNECTIONS = 16;
    /** Less than a connection may be silent for, so that none is met while it is being closed. */
    private static final int IDLE_SECONDS = 10;
    /** Two are left to looking whether the database is there and what has moved, which must not wait for what is looked at. */
    private static final int AT_ONCE = CONNECTIONS - 2;
    /** How long a burst may take. Where the database goes away nobody waits for so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK = 1_000;
    private static final Duration LATE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final DatabaseClock clock = new DatabaseClock();
    private final Pool pool;
    private final Owner owner;
    private final Wakeups wakeups;
    private final Turns turns;
    private final Sql sql;
    private final HoldRows rows;
    private final HoldView view;
    private final Journal journal;
    private final AtomicBoolean writable = new AtomicBoolean();
    /** Whether it could be written and then could not: only then it is news that it can. */
    private final AtomicBoolean missed = new AtomicBoolean();

    private final AtomicLong seen = new AtomicLong(System.nanoTime());
    private final long timer;

    /** Nobody is told of what its transactions do. */
    public Database(Vertx vertx, DatabaseAddress address, Optional<SealingKeys> keys) {
        this(vertx, address, keys, List.of(), Roster.EMPTY);
    }

    /**
     * @param keys what rows are sealed with; empty where there are none, and a change behind the gateway cannot be noticed
     * @param subscriptions who is told of what its transactions do
     * @param roster who could review what waits in it
     */
    public Database(
            Vertx vertx,
            DatabaseAddress address,
            Optional<SealingKeys> keys,
            List<Outbox.Subscription> subscriptions,
            Roster roster) {
        this.vertx = vertx;
        var options = address.options();
        pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(Session.transport())
                .with(new PoolOptions()
                        .setName("database")
                        .setMaxSize(CONNECTIONS)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setConnectionTimeout(2)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .build();
        owner = new Owner(vertx, options);
        wakeups = new Wakeups(vertx, options, pool);
        rows = new HoldRows(keys.map(RowSeal::new));
        view = new HoldView(rows, roster);
        turns = new Turns(vertx, AT_ONCE, PATIENCE);
        sql = new Sql(pool, turns, DEADLINE, new Outbox(subscriptions, view));
        journal = new PgJournal(sql, owner, wakeups);
        look();
        timer = vertx.setPeriodic(LOOK, _ -> look());
    }

    /** Whether what is governed can be recorded: written, not only read. */
    private void look() {
        var asked = System.nanoTime();
        pool.query("""
                SELECT NOT pg_is_in_recovery() AND to_regclass('audit') IS NOT NULL AS writable, clock_timestamp() AS now
                """)
                .execute()
                .timeout(LOOK, TimeUnit.MILLISECONDS)
                .onSuccess(rows -> {
                    var row = rows.iterator().next();
                    clock.read(Sql.instant(row, "now"), asked);
                    there(row.getBoolean("writable"));
                })
                .onFailure(this::away);
    }

    private void there(boolean now) {
        seen.set(System.nanoTime());
        var before = writable.getAndSet(now);
        if (before && !now) {
            missed.set(true);
            LOG.info("the database is there, and cannot be written");
        } else if (now && missed.getAndSet(false)) {
            LOG.info("the database is there, and can be written");
        }
    }

    /** One answer that is late may mean no more than that the machine is busy; several, or an error, that nobody need wait. */
    private void away(Throwable why) {
        var late = System.nanoTime() - seen.get() > LATE.toNanos();
        if (why instanceof TimeoutException && !late) {
            return;
        }
        if (writable.getAndSet(false)) {
            missed.set(true);
            LOG.warn("the database does not answer: {}", why.getMessage());
        }
        turns.dismiss(why);
    }

    /** Whether decisions could be recorded a moment ago. */
    public boolean writable() {
        return writable.get();
    }

    /**
     * The time by which everything goes that several replicas have to agree on: the database's.
     *
     * @param machine what goes until the database has been asked
     */
    public InstantSource clock(InstantSource machine) {
        return clock.or(machine);
    }

    public Journal journal() {
        return journal;
    }

    public Holds holds() {
        return new PgHolds(sql, owner, wakeups, rows);
    }

    public Records records() {
        return new PgRecords(sql, view);
    }

    /** The audit with its proofs. */
    public SealedLog sealedLog() {
        return new PgSealedLog(sql);
    }

    /** What gives the audit its proofs. */
    public Sequencer sequencer(LogKeys keys) {
        return new Sequencer(sql, keys);
    }

    /** Policy sets, and which is in force. */
    public PolicyStore policies() {
        return new PgPolicies(sql, pool, wakeups);
    }

    /** Exceptions from rules. */
    public WaiverStore waivers() {
        return new PgWaivers(sql);
    }

    public Alerts alerts() {
        return new PgAlerts(sql);
    }

    public Estate estate() {
        return new PgEstate(sql);
    }

    /** What is done about what went around the gateway. */
    public DriftStore drifts() {
        return new PgDrifts(sql, owner);
    }

    /** What is watched since it was promoted. */
    public Watches watches() {
        return new PgWatches(sql, owner);
    }

    /** What sources have told of signals. */
    public SignalStore signals() {
        return new PgSignals(sql);
    }

    public TokenStore tokens() {
        return new PgTokens(sql);
    }

    /** Told when something new is to be delivered. */
    public Watch newDeliveries() {
        return wakeups.hear(Outbox.WAKES);
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
