package io.stagegate.gateway.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the database that is there for as long as the process is: made anew where it ends, and where nothing comes
 * through it any more although nobody has said that it has ended.
 */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long AGAIN = 1_000;
    private static final long BEAT = Duration.ofSeconds(4).toMillis();
    private static final int SILENT_SECONDS = 15;
    private static final int CONNECT_MILLIS = 2_000;

    private final Vertx vertx;
    private final String what;
    private final Function<PgConnection, Future<?>> begin;
    private final Pool pool;
    private final AtomicReference<Optional<SqlConnection>> open = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final long timer;

    /**
     * @param what it is for, in a word
     * @param begin what is done first on each new connection
     */
    Session(Vertx vertx, PgConnectOptions options, String what, Function<PgConnection, Future<?>> begin) {
        this.vertx = vertx;
        this.what = what;
        this.begin = begin;
        this.pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(transport())
                .with(new PoolOptions().setMaxSize(1).setName("database-" + what))
                .build();
        this.timer = vertx.setPeriodic(BEAT, _ -> beat());
        begin();
    }

    /** How connections to the database are made: one through which nothing comes is not waited for. */
    static NetClientOptions transport() {
        return new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setTcpKeepAlive(true)
                .setReadIdleTimeout(SILENT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    private void begin() {
        if (!closed.get()) {
            pool.getConnection().onSuccess(this::begin).onFailure(_ -> again());
        }
    }

    private void begin(SqlConnection connection) {
        connection.closeHandler(_ -> {
            open.set(Optional.empty());
            again();
        });
        begin.apply(PgConnection.cast(connection))
                .onSuccess(_ -> open.set(Optional.of(connection)))
                .onFailure(e -> {
                    LOG.warn("the database's connection of the {} is not ready yet: {}", what, e.getMessage());
                    // What is given back tells nobody that it has ended.
                    connection.closeHandler(_ -> {});
                    connection.close();
                    again();
                });
    }

    private void again() {
        if (!closed.get()) {
            vertx.setTimer(AGAIN, _ -> begin());
        }
    }

    /** Where nothing comes back the connection is closed after a while, as all of them are. */
    private void beat() {
        open.get()
                .ifPresent(connection -> connection
                        .query("SELECT '" + what + "'")
                        .execute()
                        .onFailure(e ->
                                LOG.debug("no sign of life from the connection of the {}: {}", what, e.getMessage())));
    }

    @Override
    public void close() {
        closed.set(true);
        vertx.cancelTimer(timer);
        pool.close();
    }
}
