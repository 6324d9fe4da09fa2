package io.stagegate.it.identity;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.StandIn;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Requesters and reviewers whom a real OpenID provider vouches for; and whoever forges what it would say. */
@ExtendWith(RealOpenId.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenIdIT {
    private OpenIdProvider provider;
    private Signer keys;
    private StandIn registry;
    private Recorder recorder;
    private TestGateway gateway;

    @BeforeAll
    void start(OpenIdProvider real, @TempDir Path data) throws StartException, IOException, JoseException {
        provider = real;
        keys = Signer.of(provider.issuer(), "first");
        provider.keys(keys.jwks(keys.rsa(), keys.ec(), keys.ed()));
        registry = StandIn.start();
        recorder = new Recorder(registry.url());
        gateway = TestGateway.start(TestGateway.Setup.open(data, recorder.url())
                .requester("{ from: oidc, issuer: corp }")
                .more("    credentials: { from: none }")
                .database("oidc: [{ name: corp, issuer: \"%s\", audience: stagegate, groups: groups }]"
                        .formatted(provider.issuer()))
                .people("""
                        - { id: ann, groups: [ml-leads], token: ann-token, identities: ["corp:sub-ann"], owns: ["corp:sub-bot"] }
                        - { id: bob, groups: [ml-leads, risk], token: bob-token }
                        """));
    }

    @AfterAll
    void stop() {
        gateway.close();
        recorder.close();
        registry.close();
    }

    private Http api(String token) {
        return Http.at(gateway.apiUrl()).bearer(token);
    }

    private Http proxy(String token) {
        return gateway.proxy().bearer(token).with("prefer", "wait=0");
    }

    private String hold(String model, String token) {
        registry.registry().model(model, 0.90, 0.95);
        registry.registry().alias(model, "challenger", "2");
        var answer = proxy(token).post(API + "registered-models/alias", aliasBody(model, "champion", "2"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        return gateway.hold(model);
    }

    private Http.Answer approve(String token, String hold) {
        var digest = gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .path("digest")
                .asText();
        return api(token)
                .post("/v1/holds/" + hold + "/reviews", "{\"state\":\"approved\",\"digest\":\"" + digest + "\"}");
    }

    private String requester(String hold) {
        return gateway.api("ann")
                .get("/v1/holds/" + hold)
                .json()
                .at("/requester/id")
                .asText();
    }

    @Test
    void a_token_of_the_provider_says_who_asks_and_goes_no_further() {
        var token = provider.token("sub-ann", "interns");
        recorder.forget();

        var hold = hold("asked", token);
        var read = proxy(token).get(API + "registered-models/get?name=asked");

        assertThat(requester(hold)).isEqualTo("ann");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.headers()).doesNotContainKey("set-cookie");
        assertThat(recorder.all("authorization")).isNotEmpty().containsOnly("");
        assertThat(recorder.text()).doesNotContain(token);
        assertThat(gateway.api("ann").get("/v1/audit?limit=500").text()).doesNotContain(token);
    }

    @Test
    void a_person_is_one_by_every_door_and_a_service_account_is_its_owner() {
        var own = hold("own", provider.token("sub-ann", "interns"));
        var bot = hold("bots", provider.token("sub-bot", "none"));

        assertThat(requester(own)).isEqualTo("ann");
        assertThat(requester(bot)).isEqualTo("ann");
        for (var hold : List.of(own, bot)) {
            assertThat(approve("ann-token", hold).text()).contains("/problems/own-request");
            assertThat(approve(provider.token("sub-ann", "interns"), hold).text())
                    .contains("/problems/own-request");
            assertThat(approve(provider.token("sub-bot", "none"), hold).status())
                    .isEqualTo(403);
        }
    }

    @Test
    void somebody_who_is_not_listed_reviews_by_the_groups_of_the_provider() {
        var hold = hold("strangers", provider.token("sub-mia", "ml-leads"));

        assertThat(requester(hold)).isEqualTo("corp:sub-mia");
        assertThat(approve(provider.token("sub-mia", "ml-leads"), hold).text()).contains("/problems/own-request");
        var approved = approve(provider.token("sub-zoe", "ml-leads-risk"), hold);
        assertThat(approved.status()).as(approved.text()).isEqualTo(201);
        assertThat(approved.json().path("reviewer").asText()).isEqualTo("corp:sub-zoe");
    }

    @Test
    void who_cannot_be_told_from_the_requester_does_not_review() {
        // Bob has no identity at the provider, so that mia may be him.
        var hold = hold("untold", provider.token("sub-mia", "ml-leads"));

        var answer = approve("bob-token", hold);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("bob cannot be told from corp:sub-mia", "identities");
    }

    @Test
    void any_person_is_who_is_listed() {
        assertThat(api(provider.token("sub-mia", "ml-leads")).get("/v1/holds").status())
                .isEqualTo(403);
        assertThat(api(provider.token("sub-ann", "interns")).get("/v1/holds").status())
                .isEqualTo(200);
    }

    @Test
    void nothing_passes_of_somebody_who_is_not_known() {
        recorder.forget();
        var artifact = "/api/2.0/mlflow-artifacts/artifacts/1/abc/artifacts/model.pkl";

        for (var client : List.of(gateway.proxy(), gateway.proxy().basic("ann", "ann-token"), proxy("ann-token"))) {
            var read = client.get(API + "registered-models/search");
            assertThat(read.status()).isEqualTo(401);
            assertThat(read.headers().get("www-authenticate")).containsExactly("Bearer realm=\"stagegate\"");
            assertThat(read.json().path("message").asText()).startsWith("Stagegate: ");
            assertThat(client.post(API + "registered-models/create", "{\"name\":\"x\"}")
                            .status())
                    .isEqualTo(401);
            assertThat(client.post(API + "registered-models/alias", aliasBody("x", "free", "1"))
                            .status())
                    .isEqualTo(401);
            assertThat(client.put(artifact, "x").status()).isEqualTo(401);
        }
        assertThat(recorder.text()).doesNotContain("ann-token");
        assertThat(registry.registry().alias("x", "free")).isEmpty();
    }

    @Test
    void every_way_to_sign_that_is_listed_is_taken() {
        var plain = Map.<String, Object>of();

        assertThat(api(keys.good()).get("/v1/holds").status()).isEqualTo(200);
        assertThat(api(Signer.sign(keys.ec().getPrivateKey(), "ES256", Map.of("kid", "first-ec"), keys.claims()))
                        .get("/v1/holds")
                        .status())
                .isEqualTo(200);
        assertThat(api(Signer.sign(keys.ed().getPrivateKey(), "EdDSA", Map.of("typ", "at+jwt"), keys.claims()))
                        .get("/v1/holds")
                        .status())
                .isEqualTo(200);
        assertThat(api(Signer.sign(
                                keys.rsa().getPrivateKey(),
                                "RS256",
                                plain,
                                keys.claims("aud", List.of("a", "stagegate"))))
                        .get("/v1/holds")
                        .status())
                .isEqualTo(200);
        var late = keys.claims("exp", Instant.now().getEpochSecond() - 30);
        late.remove("iat");
        assertThat(api(keys.signed(late)).get("/v1/holds").status())
                .as("a clock may be off by a minute")
                .isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> what_is_forged_is_refused() throws JoseException {
        return new Forgeries(keys, recorder.url())
                .all().entrySet().stream()
                        .map(forgery -> DynamicTest.dynamicTest(
                                forgery.getKey(),
                                () -> refused(
                                        forgery.getValue().token(),
                                        forgery.getValue().told())));
    }

    private void refused(String token, String told) {
        var called = api(token).get("/v1/holds");
        var read = proxy(token).get(API + "registered-models/search");
        var asked = proxy(token).post(API + "registered-models/alias", aliasBody("forged", "champion", "1"));

        assertThat(called.status()).as(called.text()).isEqualTo(401);
        assertThat(read.status()).as(read.text()).isEqualTo(401);
        assertThat(asked.status()).as(asked.text()).isEqualTo(401);
        assertThat(called.json().path("detail").asText()).contains(told);
        assertThat(read.json().path("message").asText()).contains(told);
    }

    @Test
    void keys_are_rotated_at_the_provider_and_a_provider_that_is_away_keeps_its_keys(@TempDir Path data)
            throws IOException, JoseException, StartException {
        var next = Signer.of(provider.issuer(), "second");
        try {
            provider.keys(next.jwks(next.ec()));
            Eventually.holds(() -> assertThat(api(provider.token("sub-ann", "interns"))
                            .get("/v1/holds")
                            .status())
                    .isEqualTo(200));
            assertThat(api(keys.good()).get("/v1/holds").status())
                    .as("a key that is published no more")
                    .isEqualTo(401);
            var token = provider.token("sub-ann", "interns");
            provider.away();
            assertThat(api(token).get("/v1/holds").status()).isEqualTo(200);
            startsWithout(data, token);
        } finally {
            provider.back();
            provider.keys(keys.jwks(keys.rsa(), keys.ec(), keys.ed()));
            Eventually.holds(
                    () -> assertThat(api(keys.good()).get("/v1/holds").status()).isEqualTo(200));
        }
    }

    @Test
    void a_provider_whose_certificate_is_of_an_authority_of_ones_own_is_trusted_where_that_is_said(@TempDir Path data)
            throws Exception {
        var authority = TestAuthority.in(data.resolve("ca"));
        try (var encrypted = OpenIdProvider.start(authority)) {
            encrypted.keys(keys.jwks(keys.rsa()));
            var token = encrypted.token("sub-ann", "interns");
            assertThat(called(token, data.resolve("one"), encrypted, ", trust: \"" + authority.pem() + "\""))
                    .contains("status=200");
            assertThat(called(token, data.resolve("other"), encrypted, ""))
                    .contains("status=503", "are not known at the moment");
        }
    }

    private String called(String token, Path data, OpenIdProvider issuer, String trust) throws StartException {
        try (var other = TestGateway.start(setup(data, issuer, trust))) {
            return Http.at(other.apiUrl()).bearer(token).get("/v1/holds").toString();
        }
    }

    private TestGateway.Setup setup(Path data, OpenIdProvider issuer, String more) {
        return TestGateway.Setup.open(data, registry.url())
                .requester("{ from: oidc, issuer: corp }")
                .more("    credentials: { from: none }")
                .people("- { id: ann, groups: [ml-leads], token: ann-token, identities: [\"corp:sub-ann\"] }")
                .database("oidc: [{ name: corp, issuer: \"%s\", audience: stagegate%s }]"
                        .formatted(issuer.issuer(), more));
    }

    /** A provider that is away is no reason not to start; what it would have to vouch for has to wait. */
    private void startsWithout(Path data, String token) throws StartException {
        try (var other = TestGateway.start(setup(data, provider, ""))) {
            var called = Http.at(other.apiUrl()).bearer(token).get("/v1/holds");
            assertThat(called.status()).isEqualTo(503);
            assertThat(called.json().path("detail").asText()).contains("are not known at the moment");
            assertThat(other.proxy()
                            .bearer(token)
                            .get(API + "registered-models/search")
                            .status())
                    .isEqualTo(503);
            assertThat(other.api("ann").get("/v1/holds").status()).isEqualTo(200);
        }
    }
}
