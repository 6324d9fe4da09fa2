package io.stagegate.it.identity;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.StandIn;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requesters whom a proxy in front of the gateway names in a header. */
class ProxiedIT {
    private static final String SEARCH = API + "registered-models/search";

    private static TestGateway gateway(Path data, String upstream, String proxies) throws StartException {
        return TestGateway.start(TestGateway.Setup.open(data, upstream)
                .requester("{ from: header, name: X-Forwarded-User, proxies: [\"" + proxies + "\"] }")
                .more("    credentials: { from: none }"));
    }

    @Test
    void a_trusted_proxy_says_who_asks_and_the_header_goes_no_further(@TempDir Path data)
            throws StartException, IOException {
        try (var registry = StandIn.start();
                var recorder = new Recorder(registry.url());
                var gateway = gateway(data, recorder.url(), "127.0.0.0/8")) {
            registry.registry().model("proxied", 0.90, 0.95);
            registry.registry().alias("proxied", "challenger", "2");
            recorder.forget();

            var held = gateway.proxy()
                    .with("x-forwarded-user", "ann")
                    .with("authorization", "Bearer of-the-proxy")
                    .with("cookie", "_oauth2_proxy=of-the-proxy")
                    .with("prefer", "wait=0")
                    .post(API + "registered-models/alias", aliasBody("proxied", "champion", "2"));

            assertThat(held.status()).as(held.text()).isEqualTo(409);
            var hold = gateway.hold("proxied");
            assertThat(gateway.api("bob")
                            .get("/v1/holds/" + hold)
                            .json()
                            .at("/requester/id")
                            .asText())
                    .isEqualTo("ann");
            assertThat(gateway.review("ann", hold, "approved").text()).contains("/problems/own-request");
            assertThat(gateway.proxy()
                            .with("x-forwarded-user", "ann")
                            .get(SEARCH)
                            .status())
                    .isEqualTo(200);
            assertThat(recorder.text().toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain("x-forwarded-user", "of-the-proxy");
        }
    }

    @Test
    void a_header_that_can_be_read_in_two_ways_says_nothing(@TempDir Path data) throws StartException, IOException {
        try (var registry = StandIn.start();
                var gateway = gateway(data, registry.url(), "127.0.0.1")) {
            for (var headers : List.of(
                    Map.<String, String>of(),
                    Map.of("x-forwarded-user", ""),
                    Map.of("x-forwarded-user", "ann,bob"),
                    Map.of("x_forwarded_user", "ann"),
                    Map.of("x-forwarded-user", "a".repeat(300)))) {
                var client = gateway.proxy();
                for (var header : headers.entrySet()) {
                    client = client.with(header.getKey(), header.getValue());
                }
                assertThat(client.get(SEARCH).status()).as(headers.toString()).isEqualTo(403);
            }
            var twice = io.stagegate.it.gateway.Http.raw(
                    gateway.url(),
                    "GET " + SEARCH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-User: ann\r\n"
                            + "x-forwarded-user: bob\r\n\r\n");
            assertThat(twice).startsWith("HTTP/1.1 403 ").contains("exactly once");
        }
    }

    @Test
    void from_anywhere_else_the_header_says_nothing(@TempDir Path data) throws StartException, IOException {
        try (var registry = StandIn.start();
                var recorder = new Recorder(registry.url());
                var gateway = gateway(data, recorder.url(), "10.0.0.0/8")) {
            recorder.forget();
            Http client = gateway.proxy().with("x-forwarded-user", "ann").with("x-forwarded-for", "10.0.0.1");

            assertThat(client.get(SEARCH).status()).isEqualTo(403);
            var asked = client.post(API + "registered-models/alias", aliasBody("proxied", "champion", "2"));
            assertThat(asked.status()).isEqualTo(403);
            assertThat(asked.text()).contains("from the proxies in front of this gateway only");
            // The gateway itself looks at what serves; what it passes on has this header.
            assertThat(recorder.all("x-forwarded-for")).allMatch(String::isEmpty);
        }
    }
}
