package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The API keeps to what its description promises of answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractIT {
    private static final String ACCESS = "/access/v1/evaluation";

    private StandIn registry;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start();
        var setup = TestGateway.Setup.open(data, registry.url());
        gateway = TestGateway.start(setup.yaml().replace("permissions: {", "permissions: { read: [ml-leads, risk],"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        registry.close();
    }

    private Http api() {
        return gateway.api("ann");
    }

    /** A model with a promotion that the rules deny, as its version was never in staging. */
    private void denied(String model) {
        registry.registry().model(model, 0.9);
        var answer = gateway.proxy().post(API + "registered-models/alias", aliasBody(model, "champion", "1"));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void the_audit_goes_on_behind_any_record() {
        for (var i = 0; i < 5; i++) {
            denied("resumed-" + i);
        }
        var lines = api().with("accept", "application/x-ndjson");
        var all = lines.get("/v1/audit").text().lines().map(ContractIT::id).toList();
        var items = api().get("/v1/audit?limit=500").json().path("items");

        assertThat(items).hasSameSizeAs(all);
        for (var i = 0; i < items.size(); i++) {
            var behind = "/v1/audit?cursor=" + items.get(i).path("cursor").asText();
            var rest = all.subList(i + 1, all.size());
            assertThat(lines.get(behind).text().lines().map(ContractIT::id)).isEqualTo(rest);
            assertThat(api().get(behind + "&limit=500").json().path("items"))
                    .extracting(item -> item.path("id").asLong())
                    .isEqualTo(rest);
        }
    }

    private static long id(String line) {
        return new Http.Answer(200, line, Map.of()).json().path("id").asLong();
    }

    @Test
    void answers_are_as_described() throws IOException {
        var schemas = Schemas.of(api().get("/openapi.yaml").text());
        var models = registry.registry();
        models.model("described", 0.90, 0.95);
        models.alias("described", "champion", "1");
        models.alias("described", "challenger", "2");
        var client = gateway.proxy().with("prefer", "wait=0");
        client.post(API + "registered-models/alias", aliasBody("described", "champion", "2"));
        var hold = gateway.hold("described");

        fits(schemas, "Holds", api().get("/v1/holds?model=described"));
        var pending = fits(schemas, "Hold", api().get("/v1/holds/" + hold));
        assertThat(pending.at("/missing/0/groups/0").asText()).isEqualTo("ml-leads");
        fits(schemas, "Reviewed", gateway.review("ann", hold, "approved"));
        var promotion = "/v1/promotions/" + pending.path("promotion").asText();
        Eventually.holds(() ->
                assertThat(api().get(promotion).json().path("outcome").asText()).isEqualTo("applied"));
        var reviewed = fits(schemas, "Hold", api().get("/v1/holds/" + hold));
        assertThat(reviewed.path("missing")).isEmpty();
        assertThat(reviewed.path("reviews")).hasSize(1);
        var applied = fits(schemas, "Promotion", api().get(promotion));
        var snapshot = "/v1/snapshots/" + applied.path("snapshot").asText();
        fits(schemas, "Snapshot", api().get(snapshot));
        fits(schemas, "Restored", api().post(snapshot + "/restore", "{\"comment\":\"back\"}"));
        fits(schemas, "Restored", api().post(snapshot + "/restore", ""));
        fits(schemas, "Promotions", api().get("/v1/promotions?model=described"));
        var made = fits(schemas, "TokenMade", api().post("/v1/tokens", "{\"name\":\"described\"}"));
        fits(schemas, "Tokens", api().get("/v1/tokens"));
        var token = "/v1/tokens/" + made.path("id").asText();
        fits(schemas, "Token", api().post(token + "/revoke", ""));
        fits(schemas, "Problem", api().post("/v1/tokens", "{\"name\":\"x\",\"person\":\"bob\"}"));
        fits(schemas, "AuditPage", api().get("/v1/audit?limit=500"));
        fits(schemas, "AuditKeys", api().get("/v1/audit/keys"));
        Eventually.holds(() -> fits(schemas, "Inclusion", api().get("/v1/audit/proofs/inclusion?index=0")));
        fits(schemas, "Consistency", api().get("/v1/audit/proofs/consistency?from=1&to=2"));
        fits(schemas, "Problem", api().get("/v1/audit/proofs/consistency?from=1&to=100000"));
        fits(schemas, "Problem", api().get("/v1/holds?stat=x&limit=0"));
        fits(schemas, "Problem", api().post("/v1/holds/" + hold + "/reviews", "{}"));
        fits(schemas, "Problem", gateway.review("ann", hold, "approved"));
    }

    private static String question(String action, String target, String more) {
        return """
                {"action":{"name":"%s"},"resource":{"type":"mlflow:target","id":"%s","properties":{"version":"2"}}%s}
                """.formatted(action, target, more);
    }

    private static String as(String id) {
        return ",\"subject\":{\"type\":\"user\",\"id\":\"%s\"}".formatted(id);
    }

    private Http.Answer ask(String action, String target, String more) {
        return api().with("x-request-id", "q-1").post(ACCESS, question(action, target, more));
    }

    @Test
    void whoever_may_read_may_ask_what_would_be_decided_and_nothing_comes_of_it() {
        var schemas = Schemas.of(api().get("/openapi.yaml").text());
        registry.registry().model("asked", 0.90, 0.95);
        registry.registry().alias("asked", "champion", "1");
        registry.registry().alias("asked", "challenger", "2");

        var answer = ask("promote", "registry/asked@champion", as("anonymous"));

        var held = fits(schemas, "Access", answer);
        assertThat(answer.headers().get("x-request-id")).containsExactly("q-1");
        assertThat(held.path("decision").asBoolean(true)).isFalse();
        assertThat(held.at("/context/effect").asText()).isEqualTo("hold");
        assertThat(held.at("/context/requirement/approvals")).isNotEmpty();
        assertThat(held.at("/context/reason_user/en").asText()).startsWith("it would wait for ");
        assertThat(held.at("/context/targets/0/environment").asText()).isEqualTo("production");
        assertThat(held.at("/context/targets/0/candidate").asText()).isEqualTo("2");
        var known = fits(schemas, "Access", ask("promote", "registry/asked@champion", as("bob")));
        assertThat(known.path("decision").asBoolean()).isTrue();
        assertThat(api().get("/v1/promotions?model=asked").json().path("items")).isEmpty();
        assertThat(api().get("/v1/holds?model=asked").json().path("items")).isEmpty();

        gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody("asked", "champion", "2"));
        var promotion =
                api().get("/v1/promotions?model=asked").json().at("/items/0/id").asText();
        assertThat(api().get("/v1/promotions/" + promotion).json().findValue("findings"))
                .isEqualTo(held.at("/context/findings"));
    }

    @Test
    void the_answer_to_a_question_is_what_a_request_would_meet() {
        var schemas = Schemas.of(api().get("/openapi.yaml").text());
        registry.registry().model("asked-new", 0.90, 0.95);
        registry.registry().alias("asked-new", "champion", "1");

        var denied = fits(schemas, "Access", ask("promote", "registry/asked-new@champion", ""));
        assertThat(denied.path("decision").asBoolean(true)).isFalse();
        assertThat(denied.at("/context/effect").asText()).isEqualTo("deny");
        assertThat(denied.at("/context/reason_admin/en").asText()).contains(" (production/");
        var permitted = fits(schemas, "Access", ask("promote", "registry/asked-new@challenger", ""));
        assertThat(permitted.path("decision").asBoolean())
                .as(permitted.toString())
                .isTrue();
        assertThat(permitted.at("/context/policy").asText()).startsWith("sha256:");
        var free = fits(schemas, "Access", ask("promote", "registry/asked-new@other", ""));
        assertThat(free.path("decision").asBoolean()).isTrue();
        assertThat(free.at("/context/policy").isMissingNode()).isTrue();
        var misspelt = fits(schemas, "Access", ask("promote", "registry/asked-new@Champion", ""));
        assertThat(misspelt.path("decision").asBoolean(true)).isFalse();
        var unheard = fits(schemas, "Access", ask("promote", "registry/unheard@champion", ""));
        assertThat(unheard.path("decision").asBoolean(true)).isFalse();
        assertThat(unheard.at("/context/effect").asText()).isEqualTo("indeterminate");
        assertThat(unheard.at("/context/why").asText()).contains("unheard");
    }

    @Test
    void a_question_that_cannot_be_answered_is_told_what_to_write() {
        var target = "registry/asked@champion";
        assertThat(gateway.api("eve")
                        .post(ACCESS, question("promote", target, ""))
                        .status())
                .isEqualTo(403);
        assertThat(Http.at(gateway.apiUrl())
                        .post(ACCESS, question("promote", target, ""))
                        .status())
                .isEqualTo(401);
        wrong(ask("promte", target, ""), "write promote, demote, delete, rename or tag");
        wrong(ask("promote", "asked", ""), "write a target as upstream/model@alias");
        wrong(ask("promote", "nowhere/asked@champion", ""), "write one of registry");
        wrong(ask("promote", "registry/asked", ""), "an alias or a stage");
        wrong(ask("rename", "registry/asked", ""), "say new_name too");
        wrong(ask("promote", target, ",\"subject\":{\"type\":\"robot\",\"id\":\"x\"}"), "user or service");
        wrong(api().post(ACCESS, "{}"), "resource is missing");
        wrong(api().post(ACCESS, "[]"), "no JSON object");

        var found = Http.at(gateway.apiUrl())
                .get("/.well-known/authzen-configuration")
                .json();
        assertThat(found.path("policy_decision_point").asText()).isEqualTo(gateway.apiUrl());
        assertThat(found.path("access_evaluation_endpoint").asText()).isEqualTo(gateway.apiUrl() + ACCESS);
    }

    private static void wrong(Http.Answer answer, String what) {
        assertThat(answer.text()).contains(what);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void what_is_not_as_described_is_found() {
        var schemas = Schemas.of(api().get("/openapi.yaml").text());

        assertThat(schemas.wrong("Moved", "{\"id\":\"h-1\",\"state\":\"pending\"}"))
                .isEmpty();
        assertThat(schemas.wrong("Moved", "{\"id\":\"h-1\"}")).isNotEmpty();
        assertThat(schemas.wrong("Moved", "{\"id\":\"h-1\",\"state\":\"done\"}"))
                .isNotEmpty();
        assertThat(schemas.wrong("Moved", "{\"id\":\"h-1\",\"state\":\"pending\",\"more\":1}"))
                .isNotEmpty();
        assertThat(schemas.wrong("Holds", "{\"items\":[{}]}")).isNotEmpty();
        assertThat(schemas.wrong("Hold", "{}")).isNotEmpty();
    }

    private static JsonNode fits(Schemas schemas, String schema, Http.Answer answer) {
        assertThat(schemas.wrong(schema, answer.text())).as(answer.text()).isEmpty();
        return answer.json();
    }
}
