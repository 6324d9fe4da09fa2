package io.stagegate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A PostgreSQL database of the operator's own.
 *
 * @param host name or address
 * @param port its port
 * @param name the database's name
 * @param role as whom the gateway works
 * @param owner as whom it migrates and makes partitions; {@code role} where there is none
 */
public record Database(String host, int port, String name, Role role, Optional<Role> owner) {
    private static final int DEFAULT_PORT = 5432;
    private static final String INSTEAD = "; write postgresql://user@host:5432/database";

    /**
     * A role of the database.
     *
     * @param user its name
     * @param password its password; none where the server asks for none
     */
    public record Role(String user, Optional<Secret> password) {}

    /** Where a database is, and as whom to work there. */
    record Address(String host, int port, String name, String user) {}

    /** @throws IllegalArgumentException if the text is no address of a PostgreSQL database */
    static Address address(String text) {
        var uri = uri(text);
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw new IllegalArgumentException("this is no address of a PostgreSQL database" + INSTEAD);
        }
        var user = uri.getUserInfo();
        if (user == null || user.isEmpty()) {
            throw new IllegalArgumentException("it does not say which user" + INSTEAD);
        }
        if (user.contains(":")) {
            throw new IllegalArgumentException("it contains a password; write that as database.password");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("parameters after ? or # are not known" + INSTEAD);
        }
        var host = uri.getHost();
        var path = uri.getPath();
        if (host == null || path == null || !path.matches("/[^/]+")) {
            throw new IllegalArgumentException("host or database is missing" + INSTEAD);
        }
        var port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
        return new Address(host, port, path.substring(1), user);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // its message holds the text, which may hold a password
            throw new IllegalArgumentException("this is no URL" + INSTEAD, null);
        }
    }
}
