package io.stagegate.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Policies;
import io.stagegate.it.gateway.SharedDatabase;
import io.stagegate.it.gateway.TestGateway;
import io.stagegate.it.scale.Crowd.Answer;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas in 256 MiB of heap each, with very many clients that wait. A few only; {@code it/scale} brings as many as the
 * gateway is made for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleIT {
    private static final int CLIENTS = Integer.getInteger("stagegate.scale.clients", 200);
    private static final int CONCURRENCY = 8;
    private static final String RULES = """
            rule "Held"
              @id("S-001") @owner("tests")
            when
              Promotion()
            then
              decision.hold("by the rules", approvals(1).from("ml-leads"));
            end
            """;

    private final Crowd crowd = new Crowd();
    private BusyUpstream upstream;
    private SharedDatabase database;
    private GatewayProcess one;
    private GatewayProcess other;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        upstream = BusyUpstream.start();
        database = SharedDatabase.start(home.resolve("database"));
        one = replica(home, "one");
        other = replica(home, "other");
    }

    private GatewayProcess replica(Path home, String name) throws IOException {
        var folder = Files.createDirectories(home.resolve(name));
        var setup = TestGateway.Setup.open(folder.resolve("data"), upstream.url())
                .policy(Policies.set(folder, "deny", RULES))
                .more("    concurrency: " + CONCURRENCY + "\n    hold: { wait: 30m, expires: 2h }")
                .database(
                        database.lines() + "holds: { limits: { requester: 1000000, model: 1000, total: 1000000 } }\n");
        return GatewayProcess.start(folder, setup, "-Xmx256m", "-XX:+UseCompactObjectHeaders");
    }

    @AfterAll
    void stop() throws Exception {
        crowd.close();
        other.close();
        one.close();
        database.close();
        upstream.close();
    }

    private static void say(String line, Object... values) {
        System.out.printf("scale: " + line + "%n", values);
    }

    private static void all(List<Answer> answers, int status) {
        assertThat(answers.stream().filter(a -> a.status() != status).map(Answer::body))
                .isEmpty();
    }

    private List<String> models(String prefix, int count) {
        var registry = upstream.registry().registry();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var name = prefix + "-" + i;
                    registry.model(name, 0.9, 0.95);
                    registry.alias(name, "champion", "1");
                    return name;
                })
                .toList();
    }

    @Test
    void very_many_clients_wait_and_each_gets_its_answer() throws Exception {
        var measured = new Measured(one);
        var models = models("crowd", CLIENTS);
        say("%d models made", models.size());
        var before = measured.heap();
        var used = measured.processor();
        var begin = System.nanoTime();
        var opened = Crowd.each(models, 16, model -> crowd.open(one.url(), model));
        var took = Duration.ofNanos(System.nanoTime() - begin);
        all(opened, 202);
        say(
                "%d holds opened in %d s, %d a second, %d ms of processor each",
                CLIENTS,
                took.toSeconds(),
                CLIENTS * 1000L / took.toMillis(),
                measured.processor().minus(used).toMillis() / CLIENTS);
        say("heap %d MiB before, %d MiB with the holds", before, measured.heap());

        var waiting = new ArrayList<Future<Answer>>();
        for (var model : models) {
            waiting.add(crowd.await(one.url(), model));
            if (waiting.size() % 50 == 0) {
                Thread.sleep(250);
            }
        }
        Thread.sleep(5_000);
        assertThat(waiting).noneMatch(Future::isComplete);
        var processor = measured.processor();
        Thread.sleep(10_000);
        say(
                "%d clients wait: heap %d MiB, resident %d MiB, %d %% of one core",
                CLIENTS,
                measured.heap(),
                measured.resident(),
                measured.processor().minus(processor).toMillis() / 100);

        upstream.mostAtOnce();
        var changes = upstream.changes();
        begin = System.nanoTime();
        var approvals = Crowd.each(opened, 64, hold -> {
            var id = hold.json().getString("hold");
            return crowd.get(other.apiUrl() + "/v1/holds/" + id)
                    .compose(h -> crowd.approve(other.apiUrl(), id, h.json().getString("digest")));
        });
        say("%d approved in %d ms", CLIENTS, (System.nanoTime() - begin) / 1_000_000);
        all(approvals, 201);
        var answers = Crowd.all(waiting);
        say("all answered after %d ms", (System.nanoTime() - begin) / 1_000_000);
        all(answers, 200);
        assertThat(upstream.changes() - changes).isEqualTo(CLIENTS);
        var most = upstream.mostAtOnce();
        say("at most %d calls at once; heap %d MiB", most, measured.heap());
        assertThat(most).isBetween(2, 2 * CONCURRENCY);
    }
}
