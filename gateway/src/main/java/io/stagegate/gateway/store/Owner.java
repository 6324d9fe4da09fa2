package io.stagegate.gateway.store;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as an owner of leases: as long as it lives it holds an advisory lock on a connection of its own, and the
 * lock's being free tells others that it does not.
 */
public final class Owner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Owner.class);
    private static final long AGAIN = 1_000;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final long key = new SecureRandom().nextLong() | 1;
    private final AtomicBoolean closed = new AtomicBoolean();

    public Owner(Vertx vertx, PgConnectOptions options) {
        this.vertx = vertx;
        this.options = options;
        lock();
    }

    /** The lock's key. */
    long key() {
        return key;
    }

    private void lock() {
        if (closed.get()) {
            return;
        }
        PgConnection.connect(vertx, options)
                .onFailure(_ -> vertx.setTimer(AGAIN, _ -> lock()))
                .onSuccess(connection -> {
                    connection.closeHandler(_ -> vertx.setTimer(AGAIN, _ -> lock()));
                    connection
                            .preparedQuery("SELECT pg_advisory_lock($1)")
                            .execute(Tuple.of(key))
                            .onFailure(e -> {
                                LOG.warn("the owner's lock is not held yet: {}", e.getMessage());
                                connection.close();
                            });
                });
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
