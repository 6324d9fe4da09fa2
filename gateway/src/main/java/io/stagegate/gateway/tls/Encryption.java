package io.stagegate.gateway.tls;

import io.stagegate.config.Tls;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a listener encrypts: not at all, or with files that are read anew when they change. */
public final class Encryption {
    private static final Logger LOG = LoggerFactory.getLogger(Encryption.class);
    private static final long LOOK = Duration.ofSeconds(5).toMillis();

    private final Optional<Tls> files;

    private Encryption(Optional<Tls> files) {
        this.files = files;
    }

    public static Encryption of(Optional<Tls> files) {
        return new Encryption(files);
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return files.isPresent() ? "https" : "http";
    }

    /** The same options, encrypting. HTTP/1.1 only, as without encryption. */
    public HttpServerOptions on(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
        files.ifPresent(tls -> {
            var ssl = read(tls).options();
            options.setSsl(true).setUseAlpn(false);
            options.setKeyCertOptions(ssl.getKeyCertOptions());
            options.setEnabledSecureTransportProtocols(KeyPairFiles.PROTOCOLS);
            if (ssl.getClientAuth() == ClientAuth.REQUIRED) {
                options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(ssl.getTrustOptions());
            }
        });
        return options;
    }

    private static KeyPairFiles read(Tls tls) {
        try {
            var read = KeyPairFiles.read(tls.certificate(), tls.key(), tls.clients());
            read.check();
            return read;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the certificate " + tls.certificate() + " cannot be used with the key " + tls.key() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Lets a server go on with what its files come to hold. What cannot be used is told, and what was before stays. */
    public void follow(Vertx vertx, HttpServer server) {
        files.ifPresent(tls -> {
            var last = new AtomicReference<>(read(tls));
            vertx.setPeriodic(
                    LOOK,
                    _ -> vertx.executeBlocking(() -> changed(tls, last))
                            .onSuccess(changed -> changed.ifPresent(options -> server.updateSSLOptions(options)
                                    .onSuccess(_ -> LOG.info("the certificate {} is in use", tls.certificate()))
                                    .onFailure(
                                            e -> LOG.error("{} is not in use: {}", tls.certificate(), e.getMessage()))))
                            .onFailure(e -> LOG.error("{} is not looked at: {}", tls.certificate(), e.getMessage())));
        });
    }

    /** Tells of each state of the files once: between one file and the other they may not fit. */
    private static Optional<ServerSSLOptions> changed(Tls tls, AtomicReference<KeyPairFiles> last) throws IOException {
        var now = KeyPairFiles.read(tls.certificate(), tls.key(), tls.clients());
        if (now.equals(last.getAndSet(now))) {
            return Optional.empty();
        }
        try {
            now.check();
            return Optional.of(now.options());
        } catch (GeneralSecurityException e) {
            LOG.error("{} has changed and cannot be used: {}", tls.certificate(), e.getMessage());
            return Optional.empty();
        }
    }
}
