package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that speaks TLS is talked to only where its certificate is trusted, and is for its host. */
class UpstreamTlsIT {

    private static TestGateway.Setup setup(Path home, TlsFront front) {
        return TestGateway.Setup.open(home.resolve("data"), front.url());
    }

    private static String trust(TlsFront front) {
        return "    trust: \"" + front.certificate() + "\"";
    }

    private static Registry prepared(StandIn standIn) {
        var registry = standIn.registry();
        registry.model("fraud", 0.90, 0.95);
        registry.alias("fraud", "champion", "1");
        registry.alias("fraud", "challenger", "2");
        return registry;
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused_and_nothing_hangs(@TempDir Path home) throws Exception {
        try (var standIn = StandIn.start();
                var front = new TlsFront(standIn.url(), home, "ip:127.0.0.1");
                var gateway = TestGateway.start(setup(home, front))) {
            refused(gateway, front, prepared(standIn), "certificate");
        }
    }

    @Test
    void a_trusted_certificate_of_another_host_is_refused_as_well(@TempDir Path home) throws Exception {
        try (var standIn = StandIn.start();
                var front = new TlsFront(standIn.url(), home, "dns:elsewhere.example");
                var gateway = TestGateway.start(setup(home, front).more(trust(front)))) {
            refused(gateway, front, prepared(standIn), "127.0.0.1");
        }
    }

    /** Reads, ungoverned and governed changes alike, each with MLflow's own error that says why. */
    private static void refused(TestGateway gateway, TlsFront front, Registry registry, String why) {
        var client = gateway.proxy().with("prefer", "wait=0");
        var read = client.get(API + "registered-models/get?name=fraud");
        var change = client.post(API + "registered-models/alias", aliasBody("fraud", "champion", "2"));

        for (var answer : new Http.Answer[] {read, change}) {
            assertThat(answer.status()).as(answer.text()).isIn(502, 503);
            assertThat(answer.json().path("error_code").asText()).isEqualTo("TEMPORARILY_UNAVAILABLE");
            assertThat(answer.json().path("message").asText()).contains("Stagegate: ", "certificate", why);
        }
        assertThat(front.connections()).isZero();
        assertThat(registry.alias("fraud", "champion")).contains("1");
    }

    @Test
    void a_certificate_that_is_trusted_serves_reads_and_promotions(@TempDir Path home) throws Exception {
        try (var standIn = StandIn.start();
                var front = new TlsFront(standIn.url(), home, "ip:127.0.0.1");
                var gateway = TestGateway.start(setup(home, front).more(trust(front)))) {
            var registry = prepared(standIn);
            var client = gateway.proxy().with("prefer", "wait=0");
            assertThat(client.get(API + "registered-models/get?name=fraud").status())
                    .isEqualTo(200);
            var held = client.post(API + "registered-models/alias", aliasBody("fraud", "champion", "2"));
            assertThat(held.text()).contains("held as " + gateway.hold("fraud"));

            gateway.review("ann", gateway.hold("fraud"), "approved");

            Eventually.holds(
                    () -> assertThat(registry.alias("fraud", "champion")).contains("2"));
            assertThat(front.connections()).isPositive();
        }
    }

    @Test
    void trust_is_of_no_use_where_nothing_is_encrypted(@TempDir Path home) throws Exception {
        try (var front = new TlsFront("http://127.0.0.1:1", home, "ip:127.0.0.1")) {
            var plain = TestGateway.Setup.open(home.resolve("data"), "http://127.0.0.1:1")
                    .more(trust(front));

            assertThatThrownBy(() -> TestGateway.start(plain))
                    .hasStackTraceContaining("trust is for https, and url begins with http:");
        }
    }
}
