package io.stagegate.config;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A network of IP addresses, written {@code 10.0.0.0/8}; one address is a network, too.
 *
 * @param address its first address
 * @param prefix how many leading bits are the same in all its addresses, at least 1
 */
public record Network(InetAddress address, int prefix) {
    private static final Pattern FORM = Pattern.compile("(?<address>[0-9A-Fa-f:.]{2,45})(?:/(?<prefix>[0-9]{1,3}))?");
    private static final String INSTEAD = "; write an address or a network, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8";

    public Network {
        var bits = address.getAddress();
        if (prefix < 1 || prefix > 8 * bits.length) {
            throw new IllegalArgumentException("a network of /" + prefix + " is everybody, or nobody" + INSTEAD);
        }
        for (var bit = prefix; bit < 8 * bits.length; bit++) {
            if (bit(bits, bit)) {
                throw new IllegalArgumentException(address.getHostAddress() + "/" + prefix
                        + " is an address within a network and not its first" + INSTEAD);
            }
        }
    }

    /** @throws IllegalArgumentException if the text is no network */
    public static Network parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no network" + INSTEAD);
        }
        try {
            var address = InetAddress.ofLiteral(form.group("address"));
            var prefix = form.group("prefix");
            return new Network(address, prefix == null ? 8 * address.getAddress().length : Integer.parseInt(prefix));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).contains(INSTEAD)
                            ? e.getMessage()
                            : "\"" + text + "\" is no network" + INSTEAD,
                    e);
        }
    }

    /** Whether an address is one of it. */
    public boolean contains(InetAddress other) {
        var mine = address.getAddress();
        var theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (var bit = 0; bit < prefix; bit++) {
            if (bit(mine, bit) != bit(theirs, bit)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bit(byte[] bits, int at) {
        return (bits[at / 8] >> (7 - at % 8) & 1) == 1;
    }
}
