package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.Between.Mode;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real MLflow server tells two replicas of a gateway of changes. On their schedule they look once, at their start, and then not for
 * an hour: what is found was told of.
 */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsIT {
    private static final String SECRET = "what MLflow signs with";
    private static final String PATH = "/v1/events/registry";
    private static final String EVENTS = """
            [{"entity":"REGISTERED_MODEL","action":"CREATED"},{"entity":"MODEL_VERSION","action":"CREATED"},
            {"entity":"MODEL_VERSION_ALIAS","action":"CREATED"},{"entity":"MODEL_VERSION_ALIAS","action":"DELETED"}]
            """;

    private final List<String> webhooks = new ArrayList<>();
    private Http server;
    private Between line;
    private Registry registry;
    private SharedDatabase database;
    private TestGateway gateway;
    private TestGateway other;

    @BeforeAll
    void start(MlflowServer mlflow, @TempDir Path home) throws Exception {
        server = Http.at(mlflow.url());
        registry = new Registry(server);
        line = new Between(mlflow.url(), Mode.PASS);
        database = SharedDatabase.start(home.resolve("database"));
        var setup = TestGateway.Setup.open(Path.of("unused"), line.url())
                .policy(Policies.set(home, "permit", DriftRules.RULES))
                .more("""
                            events: { secret: "%s" }
                          - name: second
                            platform: mlflow
                            listen: "127.0.0.1:0"
                            url: "%s"
                            environments: { production: { aliases: [second] } }
                            requester: { from: anonymous }
                            events: { secret: "another secret than that" }
                        """.formatted(SECRET, mlflow.url()))
                .database(database.lines() + "drift: { every: 1h }\n");
        gateway = TestGateway.start(setup);
        other = TestGateway.start(setup);
        for (var replica : List.of(gateway, other)) {
            Eventually.holds(() ->
                    assertThat(replica.operations().get("/readyz").status()).isEqualTo(200));
            var made = server.post(
                    API + "webhooks",
                    "{\"name\":\"stagegate\",\"url\":\"%s\",\"secret\":\"%s\",\"events\":%s}"
                            .formatted(replica.apiUrl() + PATH, SECRET, EVENTS));
            assertThat(made.status()).as(made.text()).isEqualTo(200);
            webhooks.add(made.json().at("/webhook/webhook_id").asText());
        }
    }

    @AfterAll
    void stop() throws Exception {
        webhooks.forEach(id -> server.send("DELETE", API + "webhooks/" + id, "{}"));
        other.close();
        gateway.close();
        database.close();
        line.close();
    }

    /** A model with versions, whose first is champion and known as that. */
    private String known(String model) {
        registry.model(model, 0.9, 0.9, 0.9);
        registry.alias(model, "champion", "1");
        var name = "registry/" + model + "@champion";
        becomes(name, "adopted", "1");
        return name;
    }

    private JsonNode target(String name) {
        return gateway.api("ann").get("/v1/targets?target=" + name).json().at("/items/0");
    }

    private void becomes(String name, String known, String version) {
        Eventually.holds(Duration.ofSeconds(20), Duration.ofMillis(50), () -> {
            var now = target(name);
            assertThat(now.path("known").asText()).as(name).isEqualTo(known);
            assertThat(now.at("/versions/0").asText()).as(name).isEqualTo(version);
        });
    }

    private List<JsonNode> audited(String type, String name) {
        return gateway.api("ann")
                .get("/v1/audit?limit=500&type=" + type)
                .json()
                .path("items")
                .valueStream()
                .filter(r -> r.at("/record/target").asText().equals(name))
                .toList();
    }

    private static double counted(TestGateway replica, String upstream, String result) {
        var series = "stagegate_events_total{result=\"%s\",upstream=\"%s\"} ".formatted(result, upstream);
        return replica.operations()
                .get("/metrics")
                .text()
                .lines()
                .filter(l -> l.startsWith(series))
                .mapToDouble(l -> Double.parseDouble(l.substring(series.length())))
                .sum();
    }

    @Test
    void what_is_changed_at_mlflow_is_found_when_mlflow_tells_of_it_and_recorded_once() throws Exception {
        var name = known("tell-told");
        var told = counted(other, "registry", "taken");
        var before = System.nanoTime();
        registry.alias("tell-told", "champion", "3");
        becomes(name, "drifted", "3");
        var found = Duration.ofNanos(System.nanoTime() - before);
        assertThat(found).isLessThan(Duration.ofSeconds(10));

        Eventually.holds(() -> assertThat(counted(other, "registry", "taken")).isGreaterThan(told));
        server.send("DELETE", API + "registered-models/alias", "{\"name\":\"tell-told\",\"alias\":\"champion\"}");
        becomes(name, "drifted", "");
        Thread.sleep(700);
        assertThat(audited("target.drifted", name)).hasSize(2);
        assertThat(audited("target.adopted", name)).hasSize(1);
        assertThat(audited("drift.told", name)).hasSize(2);
    }

    @Test
    void what_rules_want_back_is_put_back_at_once_and_that_is_no_alarm() throws Exception {
        var name = known("back-told");
        var permitted = gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody("back-told", "champion", "2"));
        assertThat(permitted.status()).isEqualTo(200);
        registry.alias("back-told", "champion", "3");

        becomes(name, "readBack", "2");
        assertThat(registry.alias("back-told", "champion")).contains("2");
        Thread.sleep(1_500);
        assertThat(audited("target.drifted", name)).hasSize(1);
        assertThat(audited("drift.restored", name)).hasSize(1);
    }

    @Test
    void the_gateways_own_change_is_no_alarm_and_what_happens_beside_it_is_found_when_it_is_over() throws Exception {
        var name = known("tell-own");
        var beside = "registry/tell-own@challenger";
        registry.alias("tell-own", "challenger", "1");
        becomes(beside, "adopted", "1");
        var told = counted(gateway, "registry", "taken");
        line.mode(Mode.LATE_ANSWER);
        var client = Thread.ofVirtual()
                .start(() -> gateway.proxy()
                        .with("prefer", "wait=0")
                        .post(API + "registered-models/alias", aliasBody("tell-own", "champion", "2")));
        try {
            Eventually.holds(
                    () -> assertThat(registry.alias("tell-own", "champion")).contains("2"));
            registry.alias("tell-own", "challenger", "3");
            Eventually.holds(
                    () -> assertThat(counted(gateway, "registry", "taken")).isGreaterThan(told + 1));
            Thread.sleep(1_000);
            assertThat(target(name).at("/versions/0").asText()).isEqualTo("1");
            assertThat(target(beside).at("/versions/0").asText()).isEqualTo("1");
        } finally {
            line.mode(Mode.PASS);
            line.let();
        }
        client.join();

        becomes(name, "forwarded", "2");
        becomes(beside, "drifted", "3");
        assertThat(audited("target.drifted", name)).isEmpty();
        assertThat(audited("target.drifted", beside)).hasSize(1);
    }

    private static String sign(String secret, String id, String timestamp, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var content = id + "." + timestamp + "." + body;
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    private Http.Answer post(String path, String secret, Instant at, String body) throws Exception {
        var time = Long.toString(at.getEpochSecond());
        return Http.at(gateway.apiUrl())
                .with("x-mlflow-delivery-id", "d-1")
                .with("x-mlflow-timestamp", time)
                .with("x-mlflow-signature", sign(secret, "d-1", time, body))
                .post(path, body);
    }

    private static String event(String entity, String data) {
        return "{\"entity\":\"%s\",\"action\":\"created\",\"data\":%s}".formatted(entity, data);
    }

    @Test
    void who_is_told_of_changes_is_not_set_through_the_gateway() {
        var body = "{\"name\":\"x\",\"url\":\"http://127.0.0.1:1/\",\"events\":" + EVENTS + "}";
        var own = API + "webhooks/" + webhooks.getFirst();

        assertThat(gateway.proxy().post(API + "webhooks", body).status()).isEqualTo(403);
        assertThat(gateway.proxy()
                        .send("PATCH", own, "{\"status\":\"DISABLED\"}")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.proxy().send("DELETE", own, "{}").status()).isEqualTo(403);
        assertThat(server.get(own).json().at("/webhook/status").asText()).isEqualTo("ACTIVE");
    }

    @Test
    void nobody_tells_of_changes_without_the_secret_of_that_very_upstream() throws Exception {
        var body = event("model_version", "{\"name\":\"nobody\"}");
        var unproved = counted(gateway, "registry", "unproved");
        var now = Instant.now();

        assertThat(post(PATH, SECRET, now, body).json().path("models").asInt()).isOne();
        assertThat(post(PATH, "another secret than that", now, body).status()).isEqualTo(401);
        assertThat(post("/v1/events/second", SECRET, now, body).status()).isEqualTo(401);
        assertThat(post("/v1/events/nowhere", SECRET, now, body).status()).isEqualTo(401);
        assertThat(post(PATH, SECRET, now.minusSeconds(301), body).status()).isEqualTo(401);
        assertThat(post(PATH, SECRET, now.plusSeconds(330), body).status()).isEqualTo(401);
        var unsigned = gateway.api("ann").post(PATH, body);
        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(unsigned.json().path("type").asText()).contains("unauthenticated");
        assertThat(unsigned.text()).doesNotContain(SECRET);

        assertThat(counted(gateway, "registry", "unproved")).isEqualTo(unproved + 4);
        assertThat(counted(gateway, "second", "unproved")).isOne();
        assertThat(counted(gateway, "-", "unproved")).isOne();
    }

    @Test
    void what_is_no_event_or_about_no_model_or_too_large_is_not_looked_at() throws Exception {
        var now = Instant.now();
        var refused = counted(gateway, "registry", "refused");

        assertThat(post(PATH, SECRET, now, event("budget_policy", "{}"))
                        .json()
                        .path("models")
                        .asInt(-1))
                .isZero();
        assertThat(post(PATH, SECRET, now, "[]").status()).isEqualTo(400);
        assertThat(post(PATH, SECRET, now, "{\"entity\":\"model_version\"}").text())
                .contains("entity, action and data");
        assertThat(post(PATH, SECRET, now, event("model_version", "{}")).status())
                .isEqualTo(422);
        assertThat(counted(gateway, "registry", "refused")).isEqualTo(refused + 3);
        var large =
                event("registered_model", "{\"name\":\"m\",\"description\":\"%s\"}".formatted("d".repeat(256 << 10)));
        assertThat(post(PATH, SECRET, now, large).status()).isEqualTo(413);
    }

    @Test
    void an_upstream_may_tell_only_so_much() throws Exception {
        var body = event("budget_policy", "{}");
        var sent = 0;
        var answer = post("/v1/events/second", "another secret than that", Instant.now(), body);
        while (answer.status() == 200 && sent < 6_000) {
            answer = post("/v1/events/second", "another secret than that", Instant.now(), body);
            sent++;
        }

        assertThat(answer.status()).isEqualTo(429);
        assertThat(sent).isGreaterThanOrEqualTo(3_000);
        assertThat(counted(gateway, "second", "limited")).isOne();
    }
}
