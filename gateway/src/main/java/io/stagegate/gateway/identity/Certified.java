package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.gateway.pipeline.InquiryException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Told by the certificate of the client's connection, which the listener has checked: its only URI among the alternative
 * names, else its only e-mail address there. A common name is not looked at: authorities do not hold it to be anybody's.
 */
public record Certified(String upstream, People people) implements Requesters {
    private static final int EMAIL = 1;
    private static final int URI = 6;

    @Override
    public Subject identify(RequestHead head, Peer peer) {
        var name = peer.certificate().flatMap(Certified::name);
        return people.onUpstream(
                upstream,
                name.orElseThrow(() -> new InquiryException(new Notice(
                        Kind.REFUSED,
                        "Stagegate: your certificate does not say who you are: it needs exactly one URI, or else exactly"
                                + " one e-mail address, among its subject alternative names."))));
    }

    /** The name that a certificate gives. */
    static Optional<String> name(X509Certificate certificate) {
        var uris = names(certificate, URI);
        return only(uris.isEmpty() ? names(certificate, EMAIL) : uris);
    }

    private static Optional<String> only(List<String> names) {
        return names.size() == 1
                ? Optional.of(names.getFirst())
                        .filter(n -> !n.isBlank() && n.strip().equals(n))
                : Optional.empty();
    }

    private static List<String> names(X509Certificate certificate, int kind) {
        try {
            return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
                    .flatMap(Collection::stream)
                    .filter(entry -> entry.getFirst().equals(kind))
                    .map(entry -> String.valueOf(entry.get(1)))
                    .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
