package io.stagegate.gateway.store;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;

/**
 * This process as an owner of leases: as long as it lives it holds an advisory lock on a connection of its own, and the
 * lock's being free tells others that it does not.
 */
public final class Owner implements AutoCloseable {
    private final long key = new SecureRandom().nextLong() | 1;
    private final Session session;
    private final Unsent unsent = new Unsent();

    public Owner(Vertx vertx, PgConnectOptions options) {
        session = new Session(
                vertx,
                options,
                "owner",
                connection ->
                        connection.preparedQuery("SELECT pg_advisory_lock($1)").execute(Tuple.of(key)));
    }

    /** The lock's key. */
    long key() {
        return key;
    }

    /** What it has not sent, whatever the tables say. */
    Unsent unsent() {
        return unsent;
    }

    @Override
    public void close() {
        session.close();
    }
}
