package io.stagegate.gateway.edge;

import io.stagegate.core.platform.RequestHead;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guards browsers against sites that write through them (cross-site request forgery, DNS rebinding): a mutating request
 * that names an origin must name the listener's own, by an address or a name that no foreign DNS can point here.
 */
final class OriginCheck {
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9A-Fa-f:.]+]|\\d{1,3}(\\.\\d{1,3}){3}");
    private final Set<String> names;

    /** @param names host names, beside addresses and localhost, that are the listener's own */
    OriginCheck(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** Why a request is refused; empty where it may go on. */
    Optional<String> refusal(RequestHead head) {
        if (StrictHead.reads(head.method()) || head.count("origin") == 0) {
            return Optional.empty();
        }
        var origin = head.header("origin").orElse("null");
        var host = head.header("host").orElse("");
        var own = origin.equals("http://" + host) || origin.equals("https://" + host);
        return own && known(host)
                ? Optional.empty()
                : Optional.of("a write that a page of another site (" + origin + ") asks for is refused");
    }

    private boolean known(String host) {
        var name = host.replaceFirst(":\\d+$", "");
        return ADDRESS.matcher(name).matches() || name.equals("localhost") || names.contains(name);
    }
}
