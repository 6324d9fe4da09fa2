package io.stagegate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Files of certificates in PEM. */
final class Certificates {
    private Certificates() {}

    /** The path of a file that holds at least one. */
    static Path file(String text) {
        var path = Path.of(text);
        try (var in = Files.newInputStream(path)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw unfit(text);
            }
            return path;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(
                    "there is no file " + text + "; write the path of a PEM file of certificates", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + text + " cannot be read (" + e.getMessage() + ")", e);
        } catch (CertificateException e) {
            throw unfit(text);
        }
    }

    private static IllegalArgumentException unfit(String text) {
        return new IllegalArgumentException(
                "there is no certificate in " + text + "; write the path of a PEM file (-----BEGIN CERTIFICATE-----)");
    }
}
