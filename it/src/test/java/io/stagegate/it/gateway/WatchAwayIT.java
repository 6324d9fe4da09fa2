package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.monitoring.Exporter;
import io.stagegate.it.monitoring.Prometheus;
import io.stagegate.it.monitoring.RealPrometheus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Watches whose database goes away while readings turn bad, and whose only source is down. */
@ExtendWith(RealPrometheus.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchAwayIT {
    /** Longer than all that waits for the database does, and than two intervals. */
    private static final Duration AWAY = Duration.ofSeconds(4);

    private static final String RATE =
            "sum(rate(errors_total{model=\"{{model}}\"}[1s])) / sum(rate(requests_total{model=\"{{model}}\"}[1s]))";

    private static final String RULES = """
            rule "Watched"
              @id("WATCH-001") @owner("tests")
            when
              Promotion( model != "unheard" )
            then
              decision.watch("10m").every("1s").signals("error-rate");
            end

            rule "Watched by what is not there"
              @id("WATCH-002") @owner("tests")
            when
              Promotion( model == "unheard" )
            then
              decision.watch("10m").every("1s").patience(2).signals("latency");
            end

            rule "Slow"
              @id("BAD-002") @owner("tests")
            when
              Watch( )
              Signal( name == "latency", value > 0.5 )
            then
              decision.restore("it is slow");
            end
            """ + Policies.PUTS_BACK;

    private Exporter exporter;
    private Prometheus prometheus;
    private StandIn standIn;
    private SharedDatabase database;
    private Relay line;
    private TestGateway gateway;

    @BeforeAll
    void start(Prometheus.Installation installation, @TempDir Path home) throws Exception {
        exporter = Exporter.start();
        var port = FreePorts.next();
        prometheus = installation.start(home.resolve("prometheus"), port, List.of(exporter.address()), "", "");
        standIn = StandIn.start();
        database = SharedDatabase.start(home.resolve("database"));
        line = new Relay(database.port());
        line.open();
        gateway = TestGateway.start(TestGateway.Setup.open(home.resolve("unused"), standIn.url())
                .policy(Policies.set(home, "permit", RULES))
                .database(database.lines(line.port()) + """
                        sources:
                          - name: there
                            kind: prometheus
                            url: "http://127.0.0.1:%d"
                            signals: { error-rate: { query: '%s' } }
                          - name: down
                            kind: prometheus
                            url: "http://127.0.0.1:%d"
                            signals: { latency: { query: 'latency{model="{{model}}"}' } }
                        """.formatted(port, RATE, FreePorts.next())));
        // A machine that is busy takes longer to make the tables than this gateway waits for them.
        Eventually.holds(() -> assertThat(gateway.operations()
                        .get("/readyz")
                        .json()
                        .path("governed")
                        .asText())
                .isEqualTo("available"));
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        line.close();
        database.close();
        standIn.close();
        prometheus.close();
        exporter.close();
    }

    @Test
    void what_cannot_be_recorded_is_not_put_back_and_is_when_the_database_is_there_again() throws Exception {
        promoted("away");
        promoted("recording");
        var recording = new CountDownLatch(1);
        // While the look is being recorded that asks for it.
        line.listen(text -> {
            if (text.contains("error-rate is 0.")) {
                line.silence();
                recording.countDown();
            }
        });
        exporter.serve("recording", 9);
        assertThat(recording.await(10, TimeUnit.SECONDS)).isTrue();
        line.listen(_ -> {});
        exporter.serve("away", 8);
        Thread.sleep(AWAY);

        assertThat(serving("recording")).isEqualTo("2");
        assertThat(serving("away")).isEqualTo("2");
        assertThat(restores()).isZero();

        line.cut();
        line.open();
        for (var model : List.of("recording", "away")) {
            Eventually.holds(
                    () -> assertThat(watch(model).path("state").asText()).isEqualTo("restored"));
            assertThat(serving(model)).isEqualTo("1");
            var looks = looks(model);
            assertThat(looks.getFirst().path("judgement").asText()).isEqualTo("restore");
            // What was between the look before and the first one behind is not known, and that is.
            assertThat(looks.stream().filter(look -> look.path("gap").asBoolean()))
                    .as(model)
                    .isNotEmpty();
        }
        assertThat(restores()).isEqualTo(2);
    }

    @Test
    void where_the_only_source_is_down_people_are_asked_when_patience_is_over_and_nothing_moves() throws Exception {
        prepare("unheard");
        promote("unheard");
        Eventually.holds(
                () -> assertThat(watch("unheard").path("holdState").asText()).isEqualTo("pending"));

        var hold = watch("unheard").path("hold").asText();
        var because = gateway.api("ann").get("/v1/holds/" + hold).json().at("/restore/because");
        assertThat(because.at("/readings/0/state").asText()).isEqualTo("down");
        assertThat(because.at("/look").asInt()).isEqualTo(2);
        Eventually.holds(
                () -> assertThat(watch("unheard").path("looks").asInt()).isGreaterThan(4));
        assertThat(watch("unheard").path("hold").asText()).isEqualTo(hold);
        assertThat(looks("unheard").stream().map(look -> look.path("judgement").asText()))
                .doesNotContain("restore");
        assertThat(serving("unheard")).isEqualTo("2");
        assertThat(gateway.operations().get("/metrics").text()).contains("stagegate_source_down{source=\"down\"} 1");
    }

    private void prepare(String model) {
        standIn.registry().model(model, 0.90, 0.91);
        standIn.registry().alias(model, "champion", "1");
    }

    private void promote(String model) {
        var answer = gateway.proxy().post(API + "registered-models/alias", aliasBody(model, "champion", "2"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** A model that was promoted and does well. */
    private void promoted(String model) {
        prepare(model);
        exporter.serve(model, 0);
        promote(model);
        Eventually.holds(() -> assertThat(watch(model).path("looks").asInt()).isPositive());
    }

    private String serving(String model) {
        return standIn.registry().alias(model, "champion").orElse("");
    }

    private JsonNode watch(String model) {
        return gateway.api("ann")
                .get("/v1/watches?state=all&model=" + model)
                .json()
                .at("/items/0");
    }

    /** Its looks, the last one first. */
    private List<JsonNode> looks(String model) {
        return gateway.api("ann")
                .get("/v1/watches/" + watch(model).path("id").asText() + "?limit=500")
                .json()
                .path("items")
                .valueStream()
                .toList();
    }

    /** How many by itself are recorded, as the database's owner sees it. */
    private long restores() throws SQLException {
        return database.number("SELECT count(*) FROM promotion WHERE subject ->> 'identity' = 'stagegate:watch'");
    }
}
