package io.stagegate.it.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority that issues certificates, by the JDK's keytool. */
final class TestAuthority {
    private static final char[] PASSWORD = "only-for-tests".toCharArray();

    private final Path home;
    private final Path store;

    private TestAuthority(Path home) {
        this.home = home;
        this.store = home.resolve("ca.p12");
    }

    static TestAuthority in(Path home) throws IOException {
        Files.createDirectories(home);
        var authority = new TestAuthority(home);
        authority.keytool(
                authority.store,
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Test CA",
                "-ext",
                "bc:c");
        Files.write(authority.pem(), authority.keytool(authority.store, "-exportcert", "-alias", "ca", "-rfc"));
        return authority;
    }

    /** The authority's own certificate. */
    Path pem() {
        return home.resolve("ca.pem");
    }

    /** A key with its certificate, in files and in memory. */
    record Issued(Path certificate, Path key, KeyStore store) {}

    /** @param more such as {@code san=ip:127.0.0.1}, or {@code -startdate} and {@code -validity} with their values */
    Issued issue(String name, String algorithm, List<String> more) throws IOException, GeneralSecurityException {
        var own = home.resolve(name + ".p12");
        keytool(own, "-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name);
        var request = home.resolve(name + ".csr");
        Files.write(request, keytool(own, "-certreq", "-alias", name));
        var command = new ArrayList<>(List.of("-gencert", "-alias", "ca", "-rfc", "-infile", request.toString()));
        command.addAll(more);
        var certificate = keytool(store, command.toArray(String[]::new));
        var chain = home.resolve(name + ".pem");
        Files.write(chain, certificate);
        var both = home.resolve(name + "-chain.pem");
        Files.writeString(both, Files.readString(chain) + Files.readString(pem()));
        keytool(own, "-importcert", "-alias", name, "-noprompt", "-file", both.toString());
        var loaded = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(own)) {
            loaded.load(in, PASSWORD);
        }
        var key = home.resolve(name + ".key");
        Files.writeString(
                key,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(loaded.getKey(name, PASSWORD).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        return new Issued(chain, key, loaded);
    }

    /** What a client connects with: it trusts this authority, and shows a certificate where it has one. */
    SSLContext client(KeyStore own) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(pem())) {
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    SSLContext client() throws IOException, GeneralSecurityException {
        var none = KeyStore.getInstance("PKCS12");
        none.load(null, null);
        return client(none);
    }

    private byte[] keytool(Path keystore, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                // It ends before anything that it compiles pays.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-keystore", keystore.toString(), "-storepass", new String(PASSWORD), "-storetype", "PKCS12"));
        var errors = home.resolve("keytool.log");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var out = process.getInputStream().readAllBytes();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        command + ": " + new String(out, StandardCharsets.UTF_8) + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return out;
    }
}
