package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.pipeline.InquiryException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Told by a proxy in front of the gateway, in a header. From anywhere else that header says nothing.
 *
 * @param header its name
 * @param trusted whether a proxy that is trusted is there
 */
public record Proxying(String upstream, String header, Predicate<InetAddress> trusted, People people)
        implements Requesters {
    /** A comma stands where two values were made one. */
    private static final Pattern NAME = Pattern.compile("[!-+\\--~]([ -+\\--~]{0,253}[!-+\\--~])?");

    @Override
    public Subject identify(RequestHead head, Peer peer) {
        if (!trusted.test(peer.address())) {
            throw refused("requests are taken from the proxies in front of this gateway only");
        }
        var values = head.headers().getOrDefault(header.toLowerCase(Locale.ROOT), List.of());
        if (values.size() != 1 || !NAME.matcher(values.getFirst()).matches()) {
            throw refused("the proxy in front of this gateway did not say who you are: " + header
                    + " has to come exactly once, with one name in plain ASCII");
        }
        return people.onUpstream(upstream, values.getFirst());
    }

    private static InquiryException refused(String why) {
        return new InquiryException(new Notice(Kind.REFUSED, "Stagegate: " + why + "."));
    }
}
