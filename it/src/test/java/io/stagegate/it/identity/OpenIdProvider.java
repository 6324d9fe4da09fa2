package io.stagegate.it.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A real OpenID provider (oidc-provider on Node.js) on loopback, which signs with keys that the test gives it. */
final class OpenIdProvider implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
    private static final int INSTALLING_MINUTES = 10;

    private final Path home;
    private final int port;
    private final Optional<Encrypted> encrypted;
    private Process process;

    /** What it encrypts with, and what a client connects with that trusts it. */
    private record Encrypted(TestAuthority.Issued with, SSLContext client) {}

    private OpenIdProvider(Path home, int port, Optional<Encrypted> encrypted) throws IOException {
        this.encrypted = encrypted;
        this.home = home;
        this.port = port;
        this.process = begin();
    }

    /** @throws IOException where there is no Node.js, or its packages cannot be had */
    static OpenIdProvider start() throws IOException {
        return start(Optional.empty());
    }

    /** One that encrypts with a certificate of an authority, beside this one. */
    static OpenIdProvider start(TestAuthority authority) throws IOException, GeneralSecurityException {
        var issued = authority.issue("provider", "EC", List.of("-ext", "san=ip:127.0.0.1"));
        return start(Optional.of(new Encrypted(issued, authority.client())));
    }

    private static OpenIdProvider start(Optional<Encrypted> encrypted) throws IOException {
        var home = installed();
        try (var socket = new ServerSocket(0)) {
            return new OpenIdProvider(home, socket.getLocalPort(), encrypted);
        }
    }

    /** Installed once for each state of the lock file. */
    private static Path installed() throws IOException {
        var lock = Files.readString(SOURCE.resolve("package-lock.json"));
        var home = cache().resolve("openid-" + Integer.toHexString(lock.hashCode()));
        Files.createDirectories(home);
        try (var channel = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            copy("provider.mjs", home);
            if (!Files.exists(home.resolve("installed"))) {
                copy("package.json", home);
                copy("package-lock.json", home);
                run(home, List.of("node", "--version"), "there is no Node.js");
                run(home, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), "npm ci fails");
                Files.writeString(home.resolve("installed"), "yes");
            }
        }
        return home;
    }

    private static void copy(String name, Path home) throws IOException {
        Files.copy(SOURCE.resolve(name), home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void run(Path home, List<String> command, String problem) throws IOException {
        var log = home.resolve("install.log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(INSTALLING_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(problem + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(problem, e);
        }
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("stagegate");
    }

    private Process begin() throws IOException {
        var command = new ArrayList<>(List.of("node", "provider.mjs", Integer.toString(port)));
        encrypted.ifPresent(e -> command.addAll(
                List.of(e.with().certificate().toString(), e.with().key().toString())));
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("provider-" + port + ".log").toFile())
                .start();
    }

    String issuer() {
        return (encrypted.isPresent() ? "https" : "http") + "://127.0.0.1:" + port;
    }

    private Http http() {
        return encrypted.map(e -> Http.at(issuer(), e.client())).orElseGet(() -> Http.at(issuer()));
    }

    /** Signs with these from now on, as soon as it is up. */
    void keys(String jwks) {
        Eventually.holds(() -> {
            try {
                var answer = http().put("/test/keys", jwks);
                assertThat(answer.status()).isEqualTo(200);
            } catch (UncheckedIOException e) {
                throw new AssertionError("the provider is not up yet", e);
            }
        });
    }

    /** A token of the provider's own making. */
    String token(String client, String secret) {
        var answer = http().basic(client, secret).form("/token", "grant_type=client_credentials&scope=api");
        return Optional.ofNullable(answer.json().path("access_token").textValue())
                .orElseThrow(() -> new AssertionError(answer.text()));
    }

    /** As if the provider were away for a while. */
    void away() {
        close();
    }

    void back() throws IOException {
        process = begin();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
