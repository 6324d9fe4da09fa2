package io.stagegate.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.scale.Crowd.Answer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas in 256 MiB of heap each, with very many clients and holds. With a few only; {@code it/scale} brings as many as the
 * gateway is made for, and what is printed then is what docs/performance.md tells.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScaleIT {
    private static final int CLIENTS = Integer.getInteger("stagegate.scale.clients", 60);
    private static final int PARKED = Integer.getInteger("stagegate.scale.parked", 500);
    private static final int ROUNDS = Integer.getInteger("stagegate.scale.rounds", 5);
    /** Approvers at once. */
    private static final int APPROVERS = 64;

    private final Crowd crowd = new Crowd();
    private Town town;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        town = Town.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        crowd.close();
        town.close();
    }

    private static void say(String line, Object... values) {
        // What the long run is for.
        System.out.printf("scale: " + line + "%n", values);
    }

    private static void all(List<Answer> answers, int status) {
        assertThat(answers.stream().filter(a -> a.status() != status).map(Answer::body))
                .isEmpty();
    }

    private static long since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private List<Answer> opened(List<String> models) throws Exception {
        var opened = Crowd.each(models, 16, model -> crowd.open(town.one().url(), model));
        all(opened, 202);
        return opened;
    }

    private Future<Answer> approve(String api, Answer opened) {
        var id = opened.json().getString("hold");
        return Crowd.patiently(() -> crowd.get(api + "/v1/holds/" + id))
                .compose(hold ->
                        Crowd.patiently(() -> crowd.approve(api, id, hold.json().getString("digest"))));
    }

    @Test
    @Order(1)
    void very_many_clients_wait_and_each_gets_its_answer() throws Exception {
        var measured = new Measured(town.one());
        var models = town.models("crowd", CLIENTS);
        var before = measured.heap();
        var used = measured.processor();
        var begin = System.nanoTime();
        var opened = opened(models);
        say(
                "%d holds opened in %d ms, %d ms of processor each",
                CLIENTS, since(begin), measured.processor().minus(used).toMillis() / CLIENTS);
        var with = measured.heap();
        var waiting = joined(models);
        assertThat(waiting).noneMatch(Future::isComplete);
        used = measured.processor();
        begin = System.nanoTime();
        pause(3_000);
        say(
                "%d clients wait: heap %d MiB (%d before, %d with the holds), resident %d MiB, %d %% of one core",
                CLIENTS,
                measured.heap(),
                before,
                with,
                measured.resident(),
                100 * measured.processor().minus(used).toMillis() / since(begin));
        approved(opened, waiting);
    }

    private List<Future<Answer>> joined(List<String> models) throws InterruptedException {
        var waiting = new ArrayList<Future<Answer>>();
        for (var model : models) {
            waiting.add(crowd.await(town.one().url(), model));
            if (waiting.size() % 50 == 0) {
                pause(200);
            }
        }
        pause(models.size() == 1 ? 300 : 2_000);
        return waiting;
    }

    /** All at once, on the other replica. */
    private void approved(List<Answer> opened, List<Future<Answer>> waiting) throws Exception {
        town.front().mostAtOnce();
        var changes = town.front().writes();
        var begin = System.nanoTime();
        all(Crowd.each(opened, APPROVERS, hold -> approve(town.other().apiUrl(), hold)), 201);
        var took = since(begin);
        all(Crowd.all(waiting), 200);
        var most = town.front().mostAtOnce();
        say(
                "%d approved in %d ms, all answered after %d ms, at most %d calls at once",
                CLIENTS, took, since(begin), most);
        assertThat(town.front().writes() - changes).isEqualTo(CLIENTS);
        assertThat(most).isBetween(1, 2 * Town.CONCURRENCY);
    }

    @Test
    @Order(2)
    void whoever_waits_on_one_replica_learns_of_an_approval_on_another() throws Exception {
        var same = new ArrayList<Long>();
        var others = new ArrayList<Long>();
        for (var model : town.models("far", 2 * ROUNDS)) {
            var far = others.size() < same.size();
            (far ? others : same)
                    .add(answered(
                            model, far ? town.other().apiUrl() : town.one().apiUrl()));
        }
        say(
                "approval to the waiting client's reply, %d each: same replica p50 %d ms, p99 %d ms; other replica p50 %d ms, p99 %d ms",
                ROUNDS,
                Measured.percentile(same.stream(), 0.5),
                Measured.percentile(same.stream(), 0.99),
                Measured.percentile(others.stream(), 0.5),
                Measured.percentile(others.stream(), 0.99));
    }

    /** From when a hold is approved until its client, that waits on the first replica, has its reply. */
    private long answered(String model, String api) throws Exception {
        var opened = opened(List.of(model));
        var waiting = joined(List.of(model));
        all(Crowd.all(List.of(approve(api, opened.getFirst()))), 201);
        var approved = System.nanoTime();
        var answers = Crowd.all(waiting);
        all(answers, 200);
        return Math.max(0, answers.getFirst().at() - approved);
    }

    @Test
    @Order(3)
    void parked_holds_take_no_heap() throws Exception {
        var measured = new Measured(town.one());
        var models = town.models("host", Math.max(2, PARKED / 50));
        var first = opened(models.subList(0, 1)).getFirst().json().getString("hold");
        var before = measured.heap();
        town.park(first, models, PARKED);
        // Twice what goes through all that serves and all that is held.
        var heaps = Stream.<Long>builder();
        for (var look = 0; look < (PARKED > 10_000 ? 6 : 1); look++) {
            pause(PARKED > 10_000 ? 20_000 : 1_000);
            heaps.add(measured.heap());
        }
        var begin = System.nanoTime();
        var page = Crowd.all(List.of(crowd.get(town.one().apiUrl() + "/v1/holds?state=pending&limit=100")));
        var listed = since(begin);
        assertThat(page.getFirst().json().getJsonArray("items")).hasSize(100);
        var times = new ArrayList<Long>();
        for (var model : town.models("among", ROUNDS)) {
            times.add(answered(model, town.one().apiUrl()));
        }
        say(
                "%d holds parked: heap %d MiB before, then %s MiB; 100 listed in %d ms; approval to reply among them p50 %d ms, p99 %d ms",
                PARKED,
                before,
                heaps.build().toList(),
                listed,
                Measured.percentile(times.stream(), 0.5),
                Measured.percentile(times.stream(), 0.99));
    }

    @Test
    @Order(4)
    void what_fell_due_while_nobody_was_there_ends_once_at_the_next_start() throws Exception {
        var due = Math.max(10, CLIENTS / 10);
        var rest = town.waiting();
        opened(town.models("brief", due));
        town.killAll();
        assertThat(town.waiting()).isEqualTo(rest + due);
        var copies = town.endCopies(PARKED / 10);
        Eventually.holds(() -> assertThat(town.overdue()).isEqualTo(due + copies));
        var begin = System.nanoTime();
        town.restartOne();
        var up = since(begin);
        Eventually.holds(() -> assertThat(town.overdue()).isZero());
        say(
                "%d pending holds, %d of them overdue: a replica up after %d ms, the last one expired %d ms later",
                rest + due, due + copies, up, since(begin) - up);
        town.restartOther();
        assertThat(town.waiting()).isEqualTo(rest - copies);
        assertThat(town.expiredTwice()).isZero();
    }

    private static void pause(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
