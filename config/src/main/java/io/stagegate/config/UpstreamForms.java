package io.stagegate.config;

import io.stagegate.core.platform.UpstreamSettings.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** The forms of what is written about an upstream. Each gives the value, or says what to write instead. */
final class UpstreamForms {
    static final String ENVIRONMENT = "write at least one, such as production: { aliases: [champion] }";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)*");
    private static final Pattern ROUTE = Pattern.compile("(?<method>[A-Za-z]+) (?<path>/\\S*)");
    private static final Pattern ROUTE_PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,;=:@-]+)+(/\\*\\*)?/?");
    private static final Set<String> MUTATING = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** What begins identities of other sorts, and what the gateway's own rules are called. */
    private static final Set<String> RESERVED = Set.of("token", "webhook", "stagegate", "waivers");

    private UpstreamForms() {}

    /** {@code token:id} is how a person is written who was verified by a token, so no upstream may be called that. */
    static String name(String text) {
        if (!NAME.matcher(text).matches() || RESERVED.contains(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" cannot name an upstream; write letters, digits and . _ - only, such as registry");
        }
        return text;
    }

    static URI url(String text) {
        var instead = "; write http://host:port or https://host:port";
        var uri = uri(text, instead);
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("the scheme is neither http nor https" + instead);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("credentials do not belong into a URL; write them as reads: "
                    + "{ username: ..., password: \"${...}\" }, or as credentials");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a URL with ? or # leads nowhere here" + instead);
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("there is no host, or no such port" + instead);
        }
        if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
            throw new IllegalArgumentException("requests keep the path they came with, so a URL must not have one"
                    + instead + ", and the path as staticPrefix where the platform is mounted below it");
        }
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private static URI uri(String text, String instead) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            // its message holds the text, which may hold a password
            throw new IllegalArgumentException("this is no URL" + instead, null);
        }
    }

    static String staticPrefix(String text) {
        if (!PREFIX.matcher(text).matches() || hasDots(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no prefix of paths; write it with a slash before and none "
                            + "after, such as /mlflow, or \"\" for none");
        }
        return text;
    }

    static int concurrency(String text) {
        try {
            return checkConcurrency(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no number of calls; write one such as 16", e);
        }
    }

    static int checkConcurrency(int calls) {
        if (calls < 1 || calls > 1_000) {
            throw new IllegalArgumentException(calls + " calls at once cannot be; write a number from 1 to 1000");
        }
        return calls;
    }

    static String tagPattern(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("an empty pattern matches no tag; write a tag's key, such as approved*");
        }
        return text;
    }

    static String hostName(String text) {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no host name; write it without scheme and port, such as mlflow.example.org");
        }
        return text;
    }

    static String slot(String text) {
        if (text.isBlank() || !text.strip().equals(text)) {
            throw new IllegalArgumentException("\"" + text + "\" names nothing; write a name without spaces around it");
        }
        return text;
    }

    static Route route(String text) {
        var route = ROUTE.matcher(text);
        if (!route.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no route; write \"METHOD /path\", such as \"POST /api/3.0/mlflow/mcp-servers\"");
        }
        var method = route.group("method");
        if (READING.contains(method)) {
            throw new IllegalArgumentException(method + " changes nothing and passes anyway; delete this line");
        }
        if (!MUTATING.contains(method)) {
            throw new IllegalArgumentException(
                    "\"" + method + "\" is no method that could pass; write POST, PUT, PATCH or DELETE");
        }
        return new Route(method, routePath(route.group("path")));
    }

    private static String routePath(String path) {
        if (path.equals("/**")) {
            throw new IllegalArgumentException("/** would let every unknown write pass; write the part that is meant");
        }
        if (!ROUTE_PATH.matcher(path).matches() || hasDots(path) || path.endsWith("/**/")) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is never the path of a request here; write it decoded, without "
                            + "//, ., .., ? or %, and with ** as the last part only");
        }
        return path;
    }

    private static boolean hasDots(String path) {
        return Arrays.stream(path.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
    }
}
