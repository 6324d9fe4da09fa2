package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.Receiver.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose rules have everything watched, and readings that tests push. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WatchTestCase {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String RULES = """
            rule "Watched"
              @id("WATCH-001") @owner("tests")
            when
              Promotion( model != "plain" )
            then
              decision.watch("10m").every("1s").patience(2).signals("error-rate");
            end

            rule "Odd"
              @id("ODD-001") @owner("tests")
            when
              Watch( )
              $rate : Signal( name == "error-rate", value > 0.2, value <= 0.5 )
            then
              decision.tell("error-rate is " + $rate.value());
            end
            """ + Policies.PUTS_BACK;

    private final Map<String, Double> measured = new ConcurrentHashMap<>();
    private final ScheduledExecutorService measuring = Executors.newSingleThreadScheduledExecutor();
    private StandIn standIn;
    SharedDatabase database;
    private Receiver receiver;
    TestGateway.Setup setup;
    TestGateway gateway;
    Registry registry;
    Path home;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        standIn = StandIn.start();
        registry = standIn.registry();
        database = SharedDatabase.start(home.resolve("database"));
        receiver = Receiver.start();
        setup = TestGateway.Setup.open(Path.of("unused"), standIn.url())
                .policy(Policies.set(home, "permit", RULES))
                .database(
                        database.lines() + """
                        webhooks:
                          - { name: bot, url: "%s/bot", secret: %s, events: ["watch.*"], private: true }
                        watch: { ask: { from: [ml-leads], approvals: 1, within: 1h } }
                        sources:
                          - { name: pushed, kind: push, token: push-token, models: ["*"] }
                        """.formatted(receiver.url(), WebhookTestCase.secret(WebhookTestCase.BOT)));
        var policy = "\"%s\" }".formatted(setup.policy());
        gateway = TestGateway.start(
                setup.yaml().replace(policy, policy.replace(" }", ", approval: { from: [ml-leads] } }")));
        var _ = measuring.scheduleAtFixedRate(() -> push(Map.copyOf(measured)), 200, 200, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    void stop() throws Exception {
        measuring.shutdownNow();
        assertThat(measuring.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        gateway.close();
        receiver.close();
        database.close();
        standIn.close();
    }

    static void soon(Runnable assertion) {
        Eventually.holds(PATIENCE, Duration.ofMillis(50), assertion);
    }

    /** What is measured from now on of whatever serves. */
    void signal(String model, double value) {
        measured.put(model, value);
        push(Map.of(model, value));
    }

    /** Nothing is measured any more. */
    void silence(String model) {
        measured.remove(model);
    }

    private void push(Map<String, Double> values) {
        var readings = values.entrySet().stream()
                .map(v -> """
                        {"upstream":"registry","model":"%s","environment":"production","name":"error-rate","value":%s,"samples":100,
                        "unit":"ratio","observedAt":"%s"}""".formatted(v.getKey(), v.getValue(), Instant.now()))
                .collect(Collectors.joining(",", "[", "]"));
        if (!values.isEmpty()) {
            var answer = Http.at(gateway.apiUrl()).bearer("push-token").post("/v1/signals", readings);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    /** What a hold says that a changed set waits in. */
    void reviewersSee(Path changed, String... words) throws Exception {
        var rules = setup.policy().resolve("rules.drl");
        Files.copy(changed.resolve("rules.drl"), rules, StandardCopyOption.REPLACE_EXISTING);
        soon(() -> assertThat(gateway.hold("policy")).startsWith("h-"));
        var hold = gateway.hold("policy");
        Files.writeString(rules, RULES);
        assertThat(gateway.api("ann").get("/v1/holds/" + hold).text()).contains(words);
        assertThat(gateway.review("ann", hold, "rejected").status()).isEqualTo(201);
    }

    /** Three versions of a model, of which the first serves. */
    void prepare(String model) {
        registry.model(model, 0.90, 0.91, 0.92);
        registry.alias(model, "champion", "1");
    }

    void promote(String model, String version) {
        var answer = gateway.proxy()
                .with("prefer", "wait=0")
                .post(API + "registered-models/alias", aliasBody(model, "champion", version));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    JsonNode watch(String model) {
        var all = gateway.api("ann")
                .get("/v1/watches?state=all&model=" + model)
                .json()
                .path("items");
        assertThat(all).isNotEmpty();
        return all.valueStream()
                .max((a, b) ->
                        a.path("begunAt").asText().compareTo(b.path("begunAt").asText()))
                .orElseThrow();
    }

    String champion(String model) {
        return registry.alias(model, "champion").orElse("");
    }

    List<JsonNode> audit(String type, String model) {
        return gateway.api("ann")
                .get("/v1/audit?limit=500&type=" + type + "&model=" + model)
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    List<String> told(String model) {
        return receiver.messages().stream()
                .filter(m -> m.body().contains("registry/" + model + "@champion"))
                .map(Message::type)
                .toList();
    }

    String asked(String model) {
        soon(() -> assertThat(watch(model).path("holdState").asText()).isEqualTo("pending"));
        return watch(model).path("hold").asText();
    }

    void review(String hold, String state) {
        var answer = gateway.review("ann", hold, state);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    void looksOn(String model) {
        var looks = watch(model).path("looks").asInt();
        soon(() -> assertThat(watch(model).path("looks").asInt()).isGreaterThan(looks + 1));
    }
}
