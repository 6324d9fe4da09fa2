package io.stagegate.gateway.store;

import io.stagegate.gateway.faults.Failpoint;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The database's schema: migrated when the gateway starts, as its owner, over JDBC. To be called on a worker thread. */
public final class Schema {
    private static final int MONTHS_AHEAD = 3;
    /** How long an answer may take that needs no work; a migration may take its time. */
    private static final String ANSWERS = "&socketTimeout=10";

    /** Classes of states: no connection, no room, an operator's intervention, trouble of its machine. */
    private static final Set<String> AWAY = Set.of("08", "53", "57", "58");
    /** What a setting may be; less than this a commit can be lost after it was acted upon. */
    private static final Map<String, Set<String>> DURABLE =
            Map.of("synchronous_commit", Set.of("on", "remote_apply"), "fsync", Set.of("on"));

    private Schema() {}

    /** A database that the gateway cannot work with; the message says why and what to do, in one line. */
    public static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message);
        }
    }

    /** A database that is not there now, and may be later; the message says why, in one line. */
    public static final class AwayException extends Exception {
        private static final long serialVersionUID = 1L;

        AwayException(SQLException cause) {
            super(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), cause);
        }
    }

    /**
     * Migrates the schema, and checks that what is committed is durable.
     *
     * @throws UnfitException where the database will never do
     * @throws AwayException where it cannot be reached
     */
    public static void migrate(DatabaseAddress address) throws AwayException {
        checkDurable(address);
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(
                            address.jdbcUrl(),
                            address.owner().name(),
                            address.owner().password())
                    .placeholders(Map.of("app", address.app().name()))
                    .locations("classpath:db/migration")
                    .ignoreMigrationPatterns(new String[0])
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            var away = away(e);
            if (away.isPresent()) {
                throw new AwayException(away.get());
            }
            throw new UnfitException(explain(address, String.valueOf(e.getMessage())));
        }
        Failpoint.MIGRATING.reached();
        makePartitions(address);
    }

    /**
     * Makes this month's partitions and the next ones; daily.
     *
     * @throws AwayException where the database cannot be reached
     */
    public static void makePartitions(DatabaseAddress address) throws AwayException {
        try (var connection = DriverManager.getConnection(
                        address.jdbcUrl() + ANSWERS,
                        address.owner().name(),
                        address.owner().password());
                var statement = connection.prepareStatement("SELECT make_partitions(?)")) {
            statement.setInt(1, MONTHS_AHEAD);
            statement.execute();
        } catch (SQLException e) {
            throw new AwayException(e);
        }
    }

    /** What says that the database has gone or has no room, and not that it will never do. */
    private static Optional<SQLException> away(Throwable e) {
        for (var cause = Optional.of(e); cause.isPresent(); cause = cause.map(Throwable::getCause)) {
            if (cause.get() instanceof SQLException sql
                    && AWAY.stream().anyMatch(String.valueOf(sql.getSQLState())::startsWith)) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static String explain(DatabaseAddress address, String message) {
        var line = message.lines()
                .filter(l -> !l.isBlank())
                .findFirst()
                .orElse("unknown reason")
                .strip();
        return message.toLowerCase(Locale.ROOT).contains("not resolved locally")
                ? "the database " + address
                        + " is of a newer Stagegate: start that version, or restore a backup from before it"
                : "the database " + address + " cannot be migrated: " + line;
    }

    private static void checkDurable(DatabaseAddress address) throws AwayException {
        try (var connection = DriverManager.getConnection(
                        address.jdbcUrl() + ANSWERS,
                        address.app().name(),
                        address.app().password());
                var statement = connection.createStatement()) {
            for (var setting : DURABLE.entrySet()) {
                try (var result = statement.executeQuery("SHOW " + setting.getKey())) {
                    result.next();
                    var value = result.getString(1);
                    if (!setting.getValue().contains(value)) {
                        throw new UnfitException("the database " + address + " has " + setting.getKey() + " = " + value
                                + ": a decision must be durable before anything is forwarded; set it to on");
                    }
                }
            }
        } catch (SQLException e) {
            throw new AwayException(e);
        }
    }
}
