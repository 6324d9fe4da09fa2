package io.stagegate.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/**
 * What a listener encrypts with: files in PEM.
 *
 * @param certificate its certificate, and those between it and a root
 * @param key its private key (PKCS #8)
 * @param clients the authorities whose certificates clients must show; where empty, clients are asked for none
 */
public record Tls(Path certificate, Path key, Optional<Path> clients) {

    /** A file that holds certificates. */
    static Path certificates(String text) {
        var content = content(text);
        try {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(content))
                    .isEmpty()) {
                throw new IllegalArgumentException(
                        "there is no certificate in " + text + "; write the path of a PEM file with one");
            }
            return Path.of(text);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    text + " holds no certificates that can be read; write the path of a"
                            + " PEM file (-----BEGIN CERTIFICATE-----)",
                    e);
        }
    }

    /** A file that holds a private key. */
    static Path key(String text) {
        var content = new String(content(text), StandardCharsets.ISO_8859_1);
        if (!content.contains("-----BEGIN PRIVATE KEY-----")) {
            throw new IllegalArgumentException(text + " holds no plain private key (-----BEGIN PRIVATE KEY-----); make"
                    + " one of it: openssl pkcs8 -topk8 -nodes");
        }
        return Path.of(text);
    }

    private static byte[] content(String text) {
        try {
            return Files.readAllBytes(Path.of(text));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + text + "; write the path of a PEM file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + text + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** What stands below {@code tls:}; a listener that knows its clients by certificate names authorities, too. */
    static Optional<Tls> read(Value value, boolean clients) {
        return value.section().flatMap(section -> {
            var certificate = section.need("certificate", "/etc/stagegate/tls.crt", v -> v.as(Tls::certificates));
            var key = section.need("key", "/etc/stagegate/tls.key", v -> v.as(Tls::key));
            var authorities =
                    clients ? section.value("clients").flatMap(v -> v.as(Tls::certificates)) : Optional.<Path>empty();
            section.close();
            return certificate.flatMap(c -> key.map(k -> new Tls(c, k, authorities)));
        });
    }
}
