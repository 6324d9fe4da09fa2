package io.stagegate.gateway.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands in a listener's files at one moment.
 *
 * @param clients empty where clients are asked for no certificate
 */
record KeyPairFiles(Buffer certificate, Buffer key, Optional<Buffer> clients) {
    static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    static KeyPairFiles read(Path certificate, Path key, Optional<Path> clients) throws IOException {
        var authorities = clients.isPresent() ? Optional.of(content(clients.get())) : Optional.<Buffer>empty();
        return new KeyPairFiles(content(certificate), content(key), authorities);
    }

    private static Buffer content(Path file) throws IOException {
        return Buffer.buffer(Files.readAllBytes(file));
    }

    ServerSSLOptions options() {
        var options = new ServerSSLOptions()
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key));
        options.setEnabledSecureTransportProtocols(PROTOCOLS);
        clients.ifPresent(
                c -> options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(new PemTrustOptions().addCertValue(c)));
        return options;
    }

    /** A pair that does not belong together would break every handshake: signs with one and checks with the other. */
    void check() throws GeneralSecurityException {
        var certificates = CertificateFactory.getInstance("X.509");
        var own = certificates.generateCertificate(new ByteArrayInputStream(certificate.getBytes()));
        if (clients.isPresent()) {
            certificates.generateCertificates(
                    new ByteArrayInputStream(clients.get().getBytes()));
        }
        var algorithm = own.getPublicKey().getAlgorithm();
        var signature = Signature.getInstance(
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                });
        signature.initSign(privateKey(algorithm));
        signature.update(certificate.getBytes());
        var signed = signature.sign();
        signature.initVerify(own.getPublicKey());
        signature.update(certificate.getBytes());
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
    }

    private PrivateKey privateKey(String algorithm) throws GeneralSecurityException {
        var pem = KEY.matcher(key.toString(StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException("there is no plain private key (PKCS #8)");
        }
        var der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
