package io.stagegate.gateway.upstream;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which headers pass. Towards the upstream by allow-list; towards the client all but those of one hop (RFC 9110 section
 * 7.6.1) and those that {@code Connection} names.
 */
public final class HeaderRules {
    private static final Set<String> REQUEST = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "authorization",
            "cache-control",
            "content-type",
            "cookie",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "pragma",
            "range",
            "content-range",
            "user-agent",
            "traceparent",
            "tracestate",
            "x-requested-with",
            "x-csrf-token",
            "x-csrftoken");
    private static final Set<String> ONE_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "server",
            "date",
            "alt-svc");

    private HeaderRules() {}

    /** The names of a request's headers that pass, of which {@code more} are the platform's. */
    public static Set<String> forwarded(MultiMap request, Set<String> more) {
        var nominated = nominated(request);
        var out = new TreeSet<String>();
        for (var name : request.names()) {
            var lower = name.toLowerCase(Locale.ROOT);
            if ((REQUEST.contains(lower) || more.contains(lower)) && !nominated.contains(lower)) {
                out.add(lower);
            }
        }
        return out;
    }

    /** The names of a response's headers that pass. */
    public static Set<String> returned(MultiMap response) {
        var nominated = nominated(response);
        var out = new TreeSet<String>();
        for (var name : response.names()) {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!ONE_HOP.contains(lower) && !nominated.contains(lower)) {
                out.add(lower);
            }
        }
        return out;
    }

    /** Whether a request's header says who its sender is. */
    public static boolean saysWho(String name) {
        return name.equals("authorization") || name.equals("cookie");
    }

    /** Whether a response's header is for the very user that asked: a session, or a demand to log in. */
    public static boolean speaksToUser(String name) {
        return name.equals("set-cookie") || name.equals("www-authenticate");
    }

    private static Set<String> nominated(MultiMap headers) {
        var out = new HashSet<String>();
        headers.getAll("connection")
                .forEach(value -> Arrays.stream(value.split(","))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .forEach(out::add));
        return out;
    }

    /**
     * Where a redirect may lead: a path stays, the upstream's own origin becomes the gateway's.
     *
     * @param gateway the gateway's origin as the client sees it
     * @return empty where it would lead past the gateway
     */
    public static Optional<String> location(String location, Origin upstream, String gateway) {
        if (location.startsWith("/") && !location.startsWith("//") && !location.startsWith("/\\")) {
            return Optional.of(location);
        }
        var own = upstream.toString();
        return location.equals(own) || location.startsWith(own + "/")
                ? Optional.of(gateway + location.substring(own.length()))
                : Optional.empty();
    }
}
