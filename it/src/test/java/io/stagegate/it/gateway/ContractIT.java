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
    private StandIn registry;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start();
        gateway = TestGateway.start(TestGateway.Setup.open(data, registry.url()));
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
