package io.stagegate.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address to listen on, written {@code host:port}; IPv6 addresses in brackets.
 *
 * @param host name or address, without brackets
 * @param port 1 to 65535, or 0 for any free one
 */
public record Listen(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[(?<six>[^]]*)]|(?<host>[^:]*)):(?<port>[0-9]{1,5})");
    private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final Pattern NAME = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final int HIGHEST_PORT = 65_535;
    private static final String INSTEAD = "; write host:port, such as 127.0.0.1:8080 or [::1]:8080";

    public Listen {
        if (!isHost(host)) {
            throw new IllegalArgumentException("\"" + host + "\" is no host name and no address" + INSTEAD);
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "port " + port + " does not exist; write one from 1 to 65535, or 0 for any");
        }
    }

    /** @throws IllegalArgumentException if the text is no address to listen on */
    public static Listen parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no address to listen on" + INSTEAD);
        }
        var six = form.group("six");
        if (six != null && (!six.contains(":") || !isAddress(six))) {
            throw new IllegalArgumentException("\"" + six + "\" is no IPv6 address" + INSTEAD);
        }
        return new Listen(six == null ? form.group("host") : six, Integer.parseInt(form.group("port")));
    }

    /** Whether both cannot be listened on at once: the same port, and the same host or all of them. */
    public boolean clashesWith(Listen other) {
        return port != 0 && port == other.port && (everywhere() || other.everywhere() || sameHost(other));
    }

    /** Whether a connection to that host and port would arrive here, as far as the texts tell. */
    boolean isReachedBy(String otherHost, int otherPort) {
        if (port == 0 || port != otherPort || !isHost(otherHost)) {
            return false;
        }
        var other = new Listen(otherHost, otherPort);
        return sameHost(other) || (everywhere() && other.loopback());
    }

    /** Whether connections come from this host only, as far as the text tells. */
    public boolean onlyLocal() {
        return loopback();
    }

    /** Whether a host of a URL is this very host. */
    static boolean isLoopback(String host) {
        var bare = host.replaceAll("[\\[\\]]", "");
        return isHost(bare) && new Listen(bare, 0).loopback();
    }

    private boolean everywhere() {
        return isAddress(host) && InetAddress.ofLiteral(host).isAnyLocalAddress();
    }

    private boolean loopback() {
        return host.equalsIgnoreCase("localhost")
                || (isAddress(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
    }

    private boolean sameHost(Listen other) {
        if (isAddress(host) && isAddress(other.host)) {
            return InetAddress.ofLiteral(host).equals(InetAddress.ofLiteral(other.host));
        }
        return host.toLowerCase(Locale.ROOT).equals(other.host.toLowerCase(Locale.ROOT))
                || (loopback() && other.loopback());
    }

    private static boolean isHost(String text) {
        return isAddress(text) || NAME.matcher(text).matches();
    }

    private static boolean isAddress(String host) {
        if (!IPV4.matcher(host).matches() && !host.contains(":")) {
            return false;
        }
        try {
            return !InetAddress.ofLiteral(host).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
