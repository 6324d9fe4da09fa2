package io.stagegate.gateway.store;

import io.vertx.pgclient.PgConnectOptions;

/**
 * Where a PostgreSQL database is, and as whom to work there.
 *
 * @param host name or address
 * @param port its port
 * @param database the database's name
 * @param app the role that the gateway works as
 * @param owner the role that owns the schema: for migrations and partitions only
 */
public record DatabaseAddress(String host, int port, String database, Role app, Role owner) {

    /** A role with its password, which its text never shows. */
    public record Role(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database
                + "?connectTimeout=5&loginTimeout=10&tcpKeepAlive=true";
    }

    /** Options for connections as the application. */
    public PgConnectOptions options() {
        return new PgConnectOptions()
                .setHost(host)
                .setPort(port)
                .setDatabase(database)
                .setUser(app.name())
                .setPassword(app.password())
                .addProperty("application_name", "stagegate")
                .addProperty("statement_timeout", "2000")
                .addProperty("lock_timeout", "1500")
                .addProperty("idle_in_transaction_session_timeout", "10000")
                .setCachePreparedStatements(true);
    }

    @Override
    public String toString() {
        return "postgresql://" + app + "@" + host + ":" + port + "/" + database;
    }
}
