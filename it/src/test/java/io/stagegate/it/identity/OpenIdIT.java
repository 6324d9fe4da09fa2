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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
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
        return forgeries().entrySet().stream()
                .map(forgery -> DynamicTest.dynamicTest(
                        forgery.getKey(),
                        () -> refused(
                                forgery.getValue().token(), forgery.getValue().told())));
    }

    private record Forgery(String token, String told) {}

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

    private Map<String, Forgery> forgeries() throws JoseException {
        var out = new LinkedHashMap<String, Forgery>();
        var now = Instant.now().getEpochSecond();
        put(out, "expired", keys.signed(keys.claims("exp", now - 61)), "has expired");
        put(out, "never expires", keys.signed(keys.without("exp")), "never expires");
        put(out, "not yet valid", keys.signed(keys.claims("nbf", now + 120)), "not valid yet");
        put(out, "wrong audience", keys.signed(keys.claims("aud", "stagegate2")), "another audience");
        put(out, "no audience", keys.signed(keys.without("aud")), "another audience");
        put(out, "nobody", keys.signed(keys.without("sub")), "names nobody");
        put(out, "a sub that cannot be told apart", keys.signed(keys.claims("sub", "sub-ann\n")), "no name");
        put(out, "bound to a key", keys.signed(keys.claims("cnf", Map.of("jkt", "x"))), "bound to a key");
        signatures(out);
        headers(out);
        return out;
    }

    private static void put(Map<String, Forgery> out, String name, String token, String told) {
        out.put(name, new Forgery(token, told));
    }

    private void signatures(Map<String, Forgery> out) throws JoseException {
        var good = keys.good();
        var kid = Map.<String, Object>of("kid", "first-rsa");
        var other = RsaJwkGenerator.generateJwk(2048).getPrivateKey();
        var der = Objects.requireNonNull(keys.rsa().getPublicKey()).getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
        var body = good.substring(0, good.lastIndexOf('.') + 1);
        put(out, "signed by somebody else", Signer.sign(other, "RS256", kid, keys.claims()), "signature");
        put(out, "no signature", body, "signature");
        put(out, "another body", good.replaceFirst("\\.[^.]+\\.", "." + Signer.encoded(good(keys)) + "."), "signature");
        put(
                out,
                "none",
                Signer.encoded("{\"alg\":\"none\"}") + body.substring(body.indexOf('.')),
                "not signed in a way");
        put(
                out,
                "NONE",
                Signer.encoded("{\"alg\":\"NoNe\"}") + body.substring(body.indexOf('.')),
                "not signed in a way");
        put(out, "HS256 with the public key", hs256(der), "not signed in a way");
        put(out, "HS256 with its PEM", hs256(pem.getBytes(StandardCharsets.US_ASCII)), "not signed in a way");
        put(
                out,
                "HS256 with the key's own text",
                hs256(keys.rsa().toJson().getBytes(StandardCharsets.UTF_8)),
                "not signed");
        put(out, "RS512", Signer.sign(keys.rsa().getPrivateKey(), "RS512", kid, keys.claims()), "not signed in a way");
        put(
                out,
                "an algorithm of another key type",
                Signer.sign(keys.ec().getPrivateKey(), "ES256", kid, keys.claims()),
                "does not publish");
        put(
                out,
                "an algorithm that the key is not for",
                Signer.sign(keys.rsa().getPrivateKey(), "PS256", kid, keys.claims()),
                "does not publish");
    }

    private static String good(Signer keys) {
        return "{\"iss\":\"" + keys.issuer() + "\",\"aud\":\"stagegate\",\"sub\":\"sub-zoe\",\"exp\":9999999999}";
    }

    private String hs256(byte[] secret) {
        return Signer.sign(new HmacKey(secret), "HS256", Map.of("kid", "first-rsa"), keys.claims());
    }

    private void headers(Map<String, Forgery> out) throws JoseException {
        var rsa = keys.rsa().getPrivateKey();
        var evil = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        evil.setKeyId("evil");
        var jwk = evil.toParams(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        put(out, "unknown key", Signer.sign(rsa, "RS256", Map.of("kid", "third"), keys.claims()), "does not publish");
        put(
                out,
                "a key that comes along",
                Signer.sign(evil.getPrivateKey(), "ES256", Map.of("kid", "evil", "jwk", jwk), keys.claims()),
                "does not publish");
        put(
                out,
                "a key from elsewhere",
                Signer.sign(
                        evil.getPrivateKey(),
                        "ES256",
                        Map.of("kid", "evil", "jku", recorder.url() + "/keys"),
                        keys.claims()),
                "does not publish");
        put(
                out,
                "a certificate from elsewhere",
                Signer.sign(
                        evil.getPrivateKey(),
                        "ES256",
                        Map.of("kid", "evil", "x5u", recorder.url() + "/x5u"),
                        keys.claims()),
                "does not publish");
        for (var type : List.of("logout+jwt", "dpop+jwt", "secevent+jwt", "JOSE")) {
            put(
                    out,
                    "typ " + type,
                    Signer.sign(rsa, "RS256", Map.of("kid", "first-rsa", "typ", type), keys.claims()),
                    "typ");
        }
        var b64 = Map.<String, Object>of("kid", "first-rsa", "crit", List.of("exp"), "exp", 1);
        put(out, "a critical header", Signer.sign(rsa, "RS256", b64, keys.claims()), "crit");
        var nested = Map.<String, Object>of("kid", "first-rsa", "cty", "JWT");
        put(out, "one token within another", Signer.sign(rsa, "RS256", nested, keys.claims()), "cty");
        var elsewhere = keys.signed(keys.claims("iss", "https://id.example.org"));
        out.put("wrong issuer", new Forgery(elsewhere, "issuer"));
        put(out, "no issuer", keys.signed(keys.without("iss")), "issuer");
        put(out, "too long", keys.signed(keys.claims("pad", "x".repeat(17_000))), "longer");
        put(out, "two sorts of alg", twice(), "cannot be read");
        put(out, "no token at all", "a.b.c", "token");
    }

    /** Which of two members of the same name counts is read differently by different parsers. */
    private String twice() {
        var good = keys.good();
        return Signer.encoded("{\"alg\":\"RS256\",\"kid\":\"first-rsa\",\"alg\":\"none\"}")
                + good.substring(good.indexOf('.'));
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

    /** A provider that is away is no reason not to start; what it would have to vouch for has to wait. */
    private void startsWithout(Path data, String token) throws StartException {
        var setup = TestGateway.Setup.open(data, registry.url())
                .requester("{ from: oidc, issuer: corp }")
                .more("    credentials: { from: none }")
                .database("oidc: [{ name: corp, issuer: \"%s\", audience: stagegate }]".formatted(provider.issuer()));
        try (var other = TestGateway.start(setup)) {
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
