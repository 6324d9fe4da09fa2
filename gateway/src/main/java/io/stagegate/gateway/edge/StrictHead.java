package io.stagegate.gateway.edge;

import io.stagegate.core.platform.RequestHead;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a request's head, and refuses what two servers could read two ways. */
final class StrictHead {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> SINGLE = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-type",
            "authorization",
            "origin",
            "content-encoding");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^`|~-]+");
    private static final int MOST_HEADERS = 100;

    private StrictHead() {}

    /** The head with its target in canonical form. */
    static RequestHead read(HttpServerRequest request) throws BadRequestException {
        var method = request.method().name();
        if (!METHODS.contains(method)) {
            throw new BadRequestException(
                    501,
                    "the method must be one of " + METHODS.stream().sorted().toList());
        }
        if (request.version() != HttpVersion.HTTP_1_1 && request.version() != HttpVersion.HTTP_1_0) {
            throw new BadRequestException(505, "this listener speaks HTTP/1.1");
        }
        var headers = headers(request);
        checkHost(headers, request.version());
        checkFraming(headers, request.version());
        var target = CanonicalTarget.of(request.uri());
        return new RequestHead(method, target.path(), target.query(), headers);
    }

    /** Whether a method asks for nothing to be changed (RFC 9110 section 9.2.1). */
    static boolean reads(String method) {
        return READING.contains(method);
    }

    private static Map<String, List<String>> headers(HttpServerRequest request) throws BadRequestException {
        if (request.headers().size() > MOST_HEADERS) {
            throw new BadRequestException(431, "there are more than " + MOST_HEADERS + " header fields");
        }
        var out = new HashMap<String, List<String>>();
        for (var name : request.headers().names()) {
            var values = request.headers().getAll(name);
            // A name with an underscore is read as one with a hyphen by some servers: it is not passed on.
            if (NAME.matcher(name).matches()) {
                out.merge(name.toLowerCase(Locale.ROOT), values, (one, _) -> one);
            }
        }
        for (var name : SINGLE) {
            if (request.headers().getAll(name).size() > 1) {
                throw new BadRequestException("the header " + name + " comes more than once");
            }
        }
        return out;
    }

    private static void checkHost(Map<String, List<String>> headers, HttpVersion version) throws BadRequestException {
        var host = headers.getOrDefault("host", List.of());
        if (host.isEmpty() && version == HttpVersion.HTTP_1_1) {
            throw new BadRequestException("there is no Host header");
        }
        if (!host.isEmpty() && !HOST.matcher(host.getFirst()).matches()) {
            throw new BadRequestException("the Host header is no host");
        }
    }

    private static void checkFraming(Map<String, List<String>> headers, HttpVersion version)
            throws BadRequestException {
        var coding = headers.getOrDefault("transfer-encoding", List.of());
        var length = headers.getOrDefault("content-length", List.of());
        if (!coding.isEmpty() && (!coding.getFirst().equals("chunked") || version == HttpVersion.HTTP_1_0)) {
            throw new BadRequestException("the only transfer coding is chunked, in HTTP/1.1");
        }
        if (!coding.isEmpty() && !length.isEmpty()) {
            throw new BadRequestException("there is both a Content-Length and a Transfer-Encoding");
        }
        if (!length.isEmpty() && !length.getFirst().matches("\\d{1,18}")) {
            throw new BadRequestException("the Content-Length is no number");
        }
        if (headers.containsKey("expect") && !headers.get("expect").equals(List.of("100-continue"))) {
            throw new BadRequestException(417, "the only expectation is 100-continue");
        }
    }
}
