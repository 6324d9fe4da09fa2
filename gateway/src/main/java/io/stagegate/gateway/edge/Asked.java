package io.stagegate.gateway.edge;

import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.identity.Peer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * A request's head, and who is at the other end of its connection.
 *
 * @param head in canonical form
 * @param peer where it came from
 */
record Asked(RequestHead head, Peer peer) {

    static Asked of(HttpServerRequest request, RequestHead head) {
        return new Asked(head, peer(request));
    }

    static Peer peer(HttpServerRequest request) {
        var address = Optional.ofNullable(request.remoteAddress().hostAddress()).orElse("::");
        // An interface's name behind an IPv6 address says nothing of who is there.
        return new Peer(InetAddress.ofLiteral(address.replaceFirst("%.*", "")), certificate(request));
    }

    private static Optional<X509Certificate> certificate(HttpServerRequest request) {
        if (!request.isSSL()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(request.connection().peerCertificates()).stream()
                    .flatMap(List::stream)
                    .findFirst()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
