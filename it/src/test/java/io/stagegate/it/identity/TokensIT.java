package io.stagegate.it.identity;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Run;
import io.stagegate.it.gateway.StandIn;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that the gateway gives out: who may make them, what they are good for, and that they are seen nowhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokensIT {
    private static final String SEARCH = API + "registered-models/search";

    private StandIn registry;
    private Recorder recorder;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start();
        recorder = new Recorder(registry.url());
        gateway = TestGateway.start(TestGateway.Setup.open(data, recorder.url())
                .requester("{ from: token }")
                .more("    credentials: { from: gateway, username: stagegate, password: of-the-gateway }")
                .people("""
                        - { id: ann, groups: [ml-leads], token: ann-token, owns: ["registry:ci-bot"] }
                        - { id: bob, groups: [ml-leads, risk], token: bob-token }
                        - { id: eve, groups: [ml-leads], token: eve-token }
                        """)
                .tokens("[risk]"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        recorder.close();
        registry.close();
    }

    private Http.Answer make(String person, String body) {
        return gateway.api(person).post("/v1/tokens", body);
    }

    private JsonNode made(String person, String body) {
        var answer = make(person, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private Http api(String token) {
        return Http.at(gateway.apiUrl()).bearer(token);
    }

    private Run as(String token, String... arguments) {
        return Run.of(Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", token), arguments);
    }

    @Test
    void a_token_is_shown_once_and_kept_nowhere() {
        var run = as("ann-token", "token", "create", "laptop", "--expires", "30d");
        var token = run.out().strip();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(token).matches("sg_[0-9a-f]{72}");
        var list = as(token, "token", "list");
        var id = list.out()
                .lines()
                .filter(l -> l.contains("laptop"))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[0];
        assertThat(list.out()).contains("good").doesNotContain(token);
        assertThat(as(token, "holds").code()).isZero();
        assertThat(as("ann-token", "token", "revoke", id).out()).contains(id + " is revoked");
        var refused = as(token, "holds");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("this token was revoked");
        assertThat(as("ann-token", "token", "revoke", id).code()).isZero();
        var audit = gateway.api("ann").get("/v1/audit?limit=500").text();
        assertThat(audit).contains("token.created", "token.revoked", id).doesNotContain(token);
        var revoked = gateway.api("ann")
                .get("/v1/audit?limit=500&type=token.revoked")
                .json()
                .path("items");
        assertThat(revoked)
                .filteredOn(item -> item.at("/record/token").asText().equals(id))
                .as("revoked once")
                .hasSize(1);
    }

    @Test
    void who_may_make_a_token_for_whom() {
        assertThat(made("ann", "{\"name\":\"own\"}").path("person").asText()).isEqualTo("ann");
        assertThat(made("ann", "{\"name\":\"own\",\"service\":\"registry:ci-bot\"}")
                        .path("service")
                        .asText())
                .isEqualTo("registry:ci-bot");
        assertThat(make("ann", "{\"name\":\"other\",\"person\":\"bob\"}").status())
                .isEqualTo(403);
        assertThat(make("ann", "{\"name\":\"other\",\"service\":\"registry:nightly\"}")
                        .status())
                .isEqualTo(403);
        assertThat(make("bob", "{\"name\":\"other\",\"person\":\"ann\"}").status())
                .isEqualTo(201);
        assertThat(make("bob", "{\"name\":\"other\",\"service\":\"registry:nightly\"}")
                        .status())
                .isEqualTo(201);
        assertThat(make("bob", "{\"name\":\"nobody\",\"person\":\"mia\"}").status())
                .isEqualTo(422);
        assertThat(make("bob", "{\"name\":\"nowhere\",\"service\":\"elsewhere:bot\"}")
                        .status())
                .isEqualTo(422);
        assertThat(make("ann", "{\"name\":\"long\",\"expires\":\"367d\"}").text())
                .contains("at most 366 days");
        assertThat(make("ann", "{\"name\":\"short\",\"expires\":\"0s\"}").status())
                .isEqualTo(422);
        assertThat(make("ann", "{\"name\":\"soon\",\"expires\":\"soon\"}").text())
                .contains("is no time");
    }

    @Test
    void a_token_makes_no_other_token_and_others_do_not_see_it() {
        var own = made("ann", "{\"name\":\"seen\"}");
        var bot = made("ann", "{\"name\":\"bot\",\"service\":\"registry:ci-bot\"}");

        for (var token : List.of(own, bot)) {
            assertThat(api(token.path("token").asText())
                            .post("/v1/tokens", "{\"name\":\"child\"}")
                            .status())
                    .isEqualTo(403);
        }
        var id = own.path("id").asText();
        assertThat(gateway.api("eve").get("/v1/tokens").text()).doesNotContain(id);
        assertThat(gateway.api("bob").get("/v1/tokens").text()).contains(id);
        assertThat(gateway.api("eve").post("/v1/tokens/" + id + "/revoke", "").status())
                .isEqualTo(404);
        assertThat(gateway.api("bob").post("/v1/tokens/" + id + "/revoke", "").status())
                .isEqualTo(200);
    }

    @Test
    void what_only_looks_like_a_token_is_nobodys() {
        var token = made("ann", "{\"name\":\"typed\"}").path("token").asText();
        var typed = token.substring(0, 20) + (token.charAt(20) == 'a' ? 'b' : 'a') + token.substring(21);
        var digest = java.util.HexFormat.of().formatHex(io.stagegate.gateway.identity.People.digest(token));

        for (var wrong : List.of(typed, "sg_", token + "0", token.toUpperCase(java.util.Locale.ROOT), digest)) {
            assertThat(api(wrong).get("/v1/holds").status()).isEqualTo(401);
            assertThat(gateway.proxy().bearer(wrong).get(SEARCH).status()).isEqualTo(401);
        }
    }

    @Test
    void a_token_ends_by_itself() {
        var token = made("ann", "{\"name\":\"short\",\"expires\":\"1s\"}")
                .path("token")
                .asText();

        Eventually.holds(() -> {
            var answer = api(token).get("/v1/holds");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("expired");
        });
    }

    @Test
    void the_upstream_sees_the_gateway_and_never_a_token() {
        var token = made("ann", "{\"name\":\"bot\",\"service\":\"registry:ci-bot\"}")
                .path("token")
                .asText();
        recorder.forget();
        var client =
                gateway.proxy().bearer(token).with("cookie", "session=mine").with("prefer", "wait=0");
        registry.registry().model("tokened", 0.90, 0.95);
        registry.registry().alias("tokened", "challenger", "2");

        var read = client.get(SEARCH);
        var free = client.post(API + "registered-models/alias", aliasBody("tokened", "free", "1"));
        var held = client.post(API + "registered-models/alias", aliasBody("tokened", "champion", "2"));

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.headers()).doesNotContainKey("set-cookie");
        assertThat(free.status()).isEqualTo(200);
        assertThat(free.headers()).doesNotContainKey("set-cookie");
        assertThat(held.status()).as(held.text()).isEqualTo(409);
        assertThat(recorder.all("authorization")).isNotEmpty().containsOnly("Basic c3RhZ2VnYXRlOm9mLXRoZS1nYXRld2F5");
        assertThat(recorder.all("cookie")).containsOnly("");
        assertThat(recorder.text()).doesNotContain(token);
        assertThat(held.text()).doesNotContain(token);
        assertThat(gateway.api("ann").get("/v1/audit?limit=500").text()).doesNotContain(token);
    }

    @Test
    void a_service_account_asks_as_its_owner_and_decides_nothing() {
        var token = made("ann", "{\"name\":\"bot\",\"service\":\"registry:ci-bot\"}")
                .path("token")
                .asText();
        registry.registry().model("boted", 0.90, 0.95);
        registry.registry().alias("boted", "challenger", "2");
        gateway.proxy()
                .bearer(token)
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody("boted", "champion", "2"));
        var hold = gateway.hold("boted");
        var seen = gateway.api("ann").get("/v1/holds/" + hold).json();
        var review =
                "{\"state\":\"approved\",\"digest\":\"" + seen.path("digest").asText() + "\"}";

        assertThat(seen.at("/requester/id").asText()).isEqualTo("ann");
        assertThat(seen.at("/requester/identity").asText()).isEqualTo("registry:ci-bot");
        assertThat(gateway.api("ann")
                        .post("/v1/holds/" + hold + "/reviews", review)
                        .text())
                .contains("/problems/own-request");
        var bobs = made("bob", "{\"name\":\"nightly\",\"service\":\"registry:nightly\"}")
                .path("token")
                .asText();
        for (var service : List.of(token, bobs)) {
            assertThat(api(service)
                            .post("/v1/holds/" + hold + "/reviews", review)
                            .status())
                    .isEqualTo(403);
            assertThat(api(service).post("/v1/snapshots/s-1/restore", "{}").status())
                    .isEqualTo(403);
        }
        var own = made("bob", "{\"name\":\"laptop\"}").path("token").asText();
        assertThat(api(own).post("/v1/holds/" + hold + "/reviews", review).status())
                .isEqualTo(201);
    }

    @Test
    void the_token_of_the_configuration_is_good_at_both_doors() {
        assertThat(gateway.proxy().bearer("ann-token").get(SEARCH).status()).isEqualTo(200);
        assertThat(gateway.proxy().get(SEARCH).status()).isEqualTo(401);
        assertThat(gateway.proxy().basic("ann", "ann-token").get(SEARCH).status())
                .isEqualTo(401);
    }
}
