package io.stagegate.gateway.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be connected to. A name is looked up once, every address that it has must be one of those, and the
 * connection goes to the very address that was looked at.
 */
final class Addresses {
    private static final int MOST = 16;
    private static final List<Range> NEVER = ranges(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            "100.100.100.200/32",
            "::/128",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
            "fd00:ec2::254/128",
            "100::/64",
            "2001::/23",
            "2001:db8::/32");
    private static final List<Range> INSIDE = ranges(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "::1/128",
            "fc00::/7");
    private static final List<Range> OUTSIDE_6 = ranges("2000::/3", "64:ff9b::/96");

    /** Where a name leads. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** A name leads where nothing may be sent. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private record Range(InetAddress address, int bits) {
        boolean holds(byte[] other) {
            var network = address.getAddress();
            if (other.length != network.length) {
                return false;
            }
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> (bit % 8);
                if ((other[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Resolver resolver;

    Addresses(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * The addresses of a host, all of which may be connected to. Blocks.
     *
     * @param inside whether loopback and private ones may, too
     */
    List<InetAddress> of(String host, boolean inside) throws UnknownHostException, RefusedException {
        var found = Arrays.asList(resolver.resolve(host.replaceAll("[\\[\\]]", "")));
        for (var address : found) {
            if (!allowed(address, inside)) {
                throw new RefusedException("the host leads to " + address.getHostAddress() + ", where nothing is sent"
                        + (allowed(address, true) ? " unless it says private: true" : ""));
            }
        }
        return found.stream().limit(MOST).toList();
    }

    static boolean allowed(InetAddress address, boolean inside) {
        return switch (address) {
            case Inet4Address four -> allowed(four.getAddress(), inside);
            case Inet6Address six -> allowedSix(six.getAddress(), inside);
            default -> false;
        };
    }

    private static boolean allowed(byte[] address, boolean inside) {
        return !in(NEVER, address) && (inside || !in(INSIDE, address));
    }

    private static boolean allowedSix(byte[] address, boolean inside) {
        // Java makes an IPv4 address of one that is mapped; those below carry one, too.
        if (starts(address, 0x20, 0x02)) {
            return allowed(Arrays.copyOfRange(address, 2, 6), inside);
        }
        if (starts(address, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)
                || starts(address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)) {
            return allowed(Arrays.copyOfRange(address, 12, 16), inside);
        }
        return allowed(address, inside) && (in(OUTSIDE_6, address) || in(INSIDE, address));
    }

    private static boolean starts(byte[] address, int... first) {
        for (var i = 0; i < first.length; i++) {
            if ((address[i] & 0xff) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean in(List<Range> ranges, byte[] address) {
        return ranges.stream().anyMatch(range -> range.holds(address));
    }

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split("/", 2))
                .map(parts -> new Range(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1])))
                .toList();
    }
}
