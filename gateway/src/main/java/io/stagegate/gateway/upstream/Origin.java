package io.stagegate.gateway.upstream;

import java.net.URI;

/**
 * Where an upstream is.
 *
 * @param scheme http or https
 * @param host name or address, an IPv6 one without brackets
 * @param port its port
 */
public record Origin(String scheme, String host, int port) {

    /** The origin of an upstream's URL, which has no path of its own. */
    public static Origin of(URI url) {
        var secure = "https".equals(url.getScheme());
        var port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        return new Origin(secure ? "https" : "http", url.getHost().replaceAll("[\\[\\]]", ""), port);
    }

    public boolean secure() {
        return scheme.equals("https");
    }

    /** Host and port as a Host header has them. */
    public String authority() {
        var name = host.contains(":") ? "[" + host + "]" : host;
        return port == (secure() ? 443 : 80) ? name : name + ":" + port;
    }

    /** As an Origin header has it. */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
