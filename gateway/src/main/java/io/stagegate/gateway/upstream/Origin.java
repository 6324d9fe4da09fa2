package io.stagegate.gateway.upstream;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Where an upstream is, and by which authorities' word it is taken for what it says.
 *
 * @param scheme http or https
 * @param host name or address, an IPv6 one without brackets
 * @param port its port
 * @param trust the authorities' certificates, in PEM; those that Java trusts where empty
 */
public record Origin(String scheme, String host, int port, Optional<Path> trust) {

    /** The origin of an upstream's URL, which has no path of its own. */
    public static Origin of(URI url, Optional<Path> trust) {
        var secure = "https".equals(url.getScheme());
        var port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
        return new Origin(secure ? "https" : "http", url.getHost().replaceAll("[\\[\\]]", ""), port, trust);
    }

    public boolean secure() {
        return scheme.equals("https");
    }

    /** What every client of it begins with. A certificate has to be for its host, whoever has signed it. */
    public HttpClientOptions client() {
        var options = new HttpClientOptions()
                .setDefaultHost(host)
                .setDefaultPort(port)
                .setSsl(secure())
                .setVerifyHost(true);
        trust.map(file ->
                        new PemTrustOptions().addCertPath(file.toAbsolutePath().toString()))
                .ifPresent(options::setTrustOptions);
        return options;
    }

    /** What has gone wrong, in words for who asked. Of a handshake that failed only its last cause says why. */
    public String why(Throwable e) {
        var last = e;
        var handshake = false;
        while (last.getCause() != null) {
            last = last.getCause();
            handshake |= last instanceof SSLException || last instanceof CertificateException;
        }
        var message = Optional.ofNullable(handshake ? last.getMessage() : e.getMessage())
                .orElseGet(e.getClass()::getSimpleName);
        return handshake ? "the certificate of " + this + " is not accepted (" + message + ")" : message;
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
