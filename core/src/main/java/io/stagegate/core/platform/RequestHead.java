package io.stagegate.core.platform;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request's head after the gateway's one canonicalisation: what is matched here is what is forwarded.
 *
 * @param method upper case
 * @param path canonical path: begins with a slash, no dot segments, no empty segments but perhaps the last, unreserved
 *     characters not encoded, percent-encodings in upper case, none of a slash, backslash or control character
 * @param query raw query without the question mark; empty where there is none
 * @param headers values by lower-case name
 */
public record RequestHead(String method, String path, String query, Map<String, List<String>> headers) {
    public RequestHead {
        var lower = new TreeMap<String, List<String>>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = Collections.unmodifiableMap(lower);
    }

    /** The only value of a header; empty where it is absent or comes more than once. */
    public Optional<String> header(String name) {
        var values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** How often a header came. */
    public int count(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).size();
    }
}
