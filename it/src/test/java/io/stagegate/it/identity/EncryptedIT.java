package io.stagegate.it.identity;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Run;
import io.stagegate.it.gateway.StandIn;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that encrypt, and requesters whom their certificates name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptedIT {
    private static final String SEARCH = API + "registered-models/search";
    private static final List<String> SERVER = List.of("-ext", "san=ip:127.0.0.1,dns:localhost");

    private Path home;
    private TestAuthority authority;
    private StandIn registry;
    private Recorder recorder;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException, GeneralSecurityException {
        home = data;
        authority = TestAuthority.in(data.resolve("ca"));
        use("first", "RSA");
        registry = StandIn.start();
        recorder = new Recorder(registry.url());
        var tls = "{ certificate: \"%s\", key: \"%s\" }".formatted(data.resolve("tls.crt"), data.resolve("tls.key"));
        gateway = TestGateway.start(TestGateway.Setup.open(data.resolve("data"), recorder.url())
                .requester("{ from: certificate }")
                .more("    credentials: { from: none }\n    tls: { certificate: \"%s\", key: \"%s\", clients: \"%s\" }"
                        .formatted(data.resolve("tls.crt"), data.resolve("tls.key"), authority.pem()))
                .people("""
                        - { id: ann, groups: [ml-leads], token: ann-token, owns: ["registry:spiffe://example.org/ci-bot"] }
                        - { id: bob, groups: [risk], token: bob-token, identities: ["registry:bob@example.org"] }
                        """)
                .encryption(tls));
    }

    @AfterAll
    void stop() {
        gateway.close();
        recorder.close();
        registry.close();
    }

    /** Puts another certificate where the gateway's is. */
    private void use(String name, String algorithm) throws IOException, GeneralSecurityException {
        var issued = authority.issue(name, algorithm, SERVER);
        Files.copy(issued.key(), home.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(issued.certificate(), home.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Http proxy(SSLContext context) {
        return Http.at(gateway.url(), context);
    }

    private Http as(TestAuthority issuer, String name, String... more) throws IOException, GeneralSecurityException {
        return proxy(authority.client(issuer.issue(name, "EC", List.of(more)).store()));
    }

    @Test
    void every_listener_encrypts_and_the_command_line_knows_a_private_authority()
            throws IOException, GeneralSecurityException {
        for (var url : List.of(gateway.apiUrl(), gateway.url(), gateway.address("operations"))) {
            assertThat(url).startsWith("https://");
        }
        assertThat(Http.at(gateway.address("operations"), authority.client())
                        .get("/livez")
                        .status())
                .isEqualTo(200);
        var known = Map.of(
                "STAGEGATE_URL", gateway.apiUrl(),
                "STAGEGATE_OPERATIONS_URL", gateway.address("operations"),
                "STAGEGATE_TOKEN", "ann-token",
                "STAGEGATE_CA", authority.pem().toString());
        assertThat(Run.of(known, "holds").code()).isZero();
        assertThat(Run.of(known, "status").code()).isZero();
        assertThat(Run.of(Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "ann-token"), "holds")
                        .err())
                .contains("no gateway answers");
        assertThat(Run.of(Map.of("STAGEGATE_TOKEN", "x", "STAGEGATE_CA", "nowhere.pem"), "holds")
                        .err())
                .contains("STAGEGATE_CA: nowhere.pem cannot be used");
    }

    @Test
    void old_protocols_are_not_spoken() throws IOException, GeneralSecurityException {
        var uri = URI.create(gateway.apiUrl());
        try (var socket =
                (SSLSocket) authority.client().getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1", "TLSv1"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_certificate_says_who_asks() throws IOException, GeneralSecurityException {
        registry.registry().model("certified", 0.90, 0.95);
        registry.registry().alias("certified", "challenger", "2");
        recorder.forget();

        var bot = as(authority, "bot", "-ext", "san=uri:spiffe://example.org/ci-bot,email:other@example.org");
        var held = bot.with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody("certified", "champion", "2"));

        assertThat(held.status()).as(held.text()).isEqualTo(409);
        var api = Http.at(gateway.apiUrl(), authority.client()).bearer("bob-token");
        var requester = api.get("/v1/holds?model=certified").json().at("/items/0/requester");
        assertThat(requester.path("id").asText()).isEqualTo("ann");
        assertThat(requester.path("identity").asText()).isEqualTo("registry:spiffe://example.org/ci-bot");
        assertThat(bot.get(SEARCH).status()).isEqualTo(200);
        assertThat(as(authority, "bob", "-ext", "san=email:bob@example.org")
                        .get(SEARCH)
                        .status())
                .isEqualTo(200);
        assertThat(recorder.all("authorization")).isNotEmpty().containsOnly("");
    }

    @Test
    void a_certificate_that_does_not_say_who_it_is_of_is_refused() throws IOException, GeneralSecurityException {
        var cases = Map.of(
                "common-name", List.<String>of(),
                "host", List.of("-ext", "san=dns:bot.example.org"),
                "two", List.of("-ext", "san=uri:spiffe://example.org/a,uri:spiffe://example.org/b"));
        for (var one : cases.entrySet()) {
            var answer = as(authority, one.getKey(), one.getValue().toArray(String[]::new))
                    .get(SEARCH);
            assertThat(answer.status()).as(one.getKey()).isEqualTo(403);
            assertThat(answer.text()).contains("your certificate does not say who you are");
        }
    }

    @Test
    void other_certificates_and_none_do_not_come_through() throws IOException, GeneralSecurityException {
        var uri = List.of("-ext", "san=uri:spiffe://example.org/ci-bot");
        var other = TestAuthority.in(home.resolve("other"));
        var expired = authority.issue(
                "expired", "EC", List.of("-ext", uri.getLast(), "-startdate", "-30d", "-validity", "10"));
        var foreign = authority.client(other.issue("foreign", "EC", uri).store());

        for (var context : List.of(authority.client(), foreign, authority.client(expired.store()))) {
            assertThatThrownBy(() -> proxy(context).get(SEARCH)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void a_changed_certificate_is_taken_without_a_restart_and_a_wrong_one_is_not()
            throws IOException, GeneralSecurityException {
        use("second", "EC");
        Eventually.holds(() -> assertThat(served()).contains("CN=second"));

        Files.copy(
                authority.issue("third", "EC", SERVER).key(),
                home.resolve("tls.key"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(home.resolve("tls.crt"), "nothing that was a certificate");
        pauseForALook();
        assertThat(served()).contains("CN=second");

        use("fourth", "RSA");
        Eventually.holds(() -> assertThat(served()).contains("CN=fourth"));
    }

    private static void pauseForALook() {
        try {
            Thread.sleep(Duration.ofSeconds(6));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String served() {
        var uri = URI.create(gateway.apiUrl());
        try (var socket =
                (SSLSocket) authority.client().getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
