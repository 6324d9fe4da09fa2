package io.stagegate.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates the command line takes: those of {@code STAGEGATE_CA} alone where it is set, else the platform's. */
final class Authorities {
    static final String CA = "STAGEGATE_CA";

    private Authorities() {}

    static HttpClient client(Map<String, String> environment, Duration connecting) throws CliException {
        var builder = HttpClient.newBuilder().connectTimeout(connecting);
        var file = Optional.ofNullable(environment.get(CA)).map(String::strip).filter(t -> !t.isEmpty());
        if (file.isPresent()) {
            builder.sslContext(context(file.get()));
        }
        return builder.build();
    }

    private static SSLContext context(String file) throws CliException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new CliException(CA + ": there is no certificate in " + file + ": name a PEM file with one");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CliException(CA + ": " + file + " cannot be used (" + e.getMessage()
                    + "): name a PEM file with the certificate of the authority that the gateway's is of");
        }
    }
}
