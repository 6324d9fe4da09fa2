package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.gateway.threads.Turns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Transactions as straight-line code on a virtual thread of Vert.x, each with one deadline for all of it, and failures
 * that say what was being done.
 */
public final class Sql {
    private final Pool pool;
    private final Turns turns;
    private final Duration deadline;
    private final Outbox outbox;

    /**
     * @param turns lets no more transactions begin than there are connections, in the order in which they are wanted
     * @param deadline for a whole transaction once its turn has come, waiting for its connection included
     * @param outbox what its transactions tell others
     */
    public Sql(Pool pool, Turns turns, Duration deadline, Outbox outbox) {
        this.pool = pool;
        this.turns = turns;
        this.deadline = deadline;
        this.outbox = outbox;
    }

    /** Parameters in order; an {@code Optional} stands for its value or SQL's null. */
    private static Tuple tuple(Object... parameters) {
        var out = Tuple.tuple();
        for (var parameter : parameters) {
            if (parameter instanceof Optional<?> optional) {
                optional.ifPresentOrElse(out::addValue, () -> out.addValue(null));
            } else {
                out.addValue(parameter);
            }
        }
        return out;
    }

    /** Statements within a transaction, all before its deadline. */
    static final class Statements {
        private final SqlClient client;
        private final long until;
        private final Outbox outbox;

        private Statements(SqlClient client, long until, Outbox outbox) {
            this.client = client;
            this.until = until;
            this.outbox = outbox;
        }

        Outbox outbox() {
            return outbox;
        }

        List<Row> query(String sql, Object... parameters) {
            var rows = await(client.preparedQuery(sql).execute(tuple(parameters)), until);
            var out = new ArrayList<Row>();
            rows.forEach(out::add);
            return out;
        }

        Optional<Row> first(String sql, Object... parameters) {
            return query(sql, parameters).stream().findFirst();
        }

        int update(String sql, Object... parameters) {
            return await(client.preparedQuery(sql).execute(tuple(parameters)), until)
                    .rowCount();
        }

        /** The same with each of some parameters, all sent before the first is answered. */
        void updateAll(String sql, List<Object[]> parameters) {
            if (!parameters.isEmpty()) {
                var tuples = parameters.stream().map(Sql::tuple).toList();
                await(client.preparedQuery(sql).executeBatch(tuples), until);
            }
        }
    }

    /**
     * Runs work in a transaction: commits it, or rolls it back where anything is thrown.
     *
     * @param doing what is being done, for the message of a failure
     */
    <T> T transaction(String doing, Function<Statements, T> work) {
        try (var _ = turn(doing)) {
            return begun(doing, work);
        }
    }

    private Turns.Turn turn(String doing) {
        try {
            return turns.turn().await();
        } catch (RuntimeException e) {
            throw failure(doing, e);
        }
    }

    private <T> T begun(String doing, Function<Statements, T> work) {
        var until = System.nanoTime() + deadline.toNanos();
        var connecting = pool.getConnection();
        SqlConnection connection;
        try {
            connection = await(connecting, until);
        } catch (RuntimeException e) {
            // One that comes now is nobody's.
            connecting.onSuccess(SqlConnection::close);
            throw failure(doing, e);
        }
        var late = false;
        try {
            var transaction = await(connection.begin(), until);
            var result = attempt(transaction, work, new Statements(connection, until, outbox), until);
            await(transaction.commit(), until);
            return result;
        } catch (Refused e) {
            throw e.answer;
        } catch (RuntimeException e) {
            late = e.getCause() instanceof TimeoutException;
            throw failure(doing, e);
        } finally {
            ended(connection, late).onComplete(_ -> connection.close());
        }
    }

    /**
     * Ends a connection through which no answer has come in time. Given back as it is, it would make whoever is given it next wait
     * for the same answer, for as long as the network keeps it alive.
     */
    private static Future<Void> ended(SqlConnection connection, boolean late) {
        return late
                        && connection instanceof SqlConnectionInternal internal
                        && internal.unwrap().unwrap() instanceof SocketConnectionBase socket
                ? socket.socket().close()
                : Future.succeededFuture();
    }

    private static <T> T attempt(
            Transaction transaction, Function<Statements, T> work, Statements statements, long until) {
        try {
            return work.apply(statements);
        } catch (RuntimeException e) {
            try {
                await(transaction.rollback(), until);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Carries an exception that is an answer of the work, not a failure of the database, out of a transaction. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final RuntimeException answer;

        Refused(RuntimeException answer) {
            super(answer);
            this.answer = answer;
        }
    }

    private static JournalException failure(String doing, RuntimeException e) {
        return e instanceof JournalException known ? known : new JournalException(doing, e);
    }

    private static <T> T await(Future<T> future, long until) {
        try {
            return Awaiting.within(future, Duration.ofNanos(until - System.nanoTime()));
        } catch (TimeoutException e) {
            throw new IllegalStateException("the database gave no answer in time", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Await rethrows a cause as it is, a checked one too: a refused connection is one.
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    static JsonObject json(Row row, String column) {
        return StrictJson.stored(row.getString(column));
    }

    static Optional<String> text(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A time as {@code make_interval(secs => ...)} takes it. */
    static double seconds(Duration duration) {
        return (double) duration.toMillis() / 1000;
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static boolean absent(Row row, String column) {
        return row.getValue(column) == null;
    }
}
