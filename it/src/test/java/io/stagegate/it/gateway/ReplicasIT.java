package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.gateway.Receiver.Message;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three gateways on one database, of which one is a process that is killed at last: what each of them does counts for all. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT extends ReplicasTestCase {
    private static final int RACERS = 64;
    private static final Set<String> ENDS = Set.of("hold.rejected", "hold.cancelled", "hold.expired", "hold.released");
    /** Where too much is asked at once there is no answer yet, and whoever wants one asks again a little later. */
    private Http.Answer answered(int racer, String hold, String digest) throws InterruptedException {
        for (var tries = 0; tries < 100; tries++) {
            try {
                var answer = run(racer, hold, digest);
                if (answer.status() != 503) {
                    return answer;
                }
            } catch (UncheckedIOException e) {
                // The connection was given up.
            }
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100, 1_000)));
        }
        throw new AssertionError("racer " + racer + " was never answered");
    }

    private Http.Answer run(int racer, String hold, String digest) {
        var wish = racer % 4;
        var api = api(racer / 4, List.of("ann", "bob", "mia", "eve").get(wish));
        return wish == 2
                ? api.post("/v1/holds/" + hold + "/cancel", "{}")
                : api.post(
                        "/v1/holds/" + hold + "/reviews",
                        "{\"state\":\"%s\",\"digest\":\"%s\"}".formatted(wish == 1 ? "rejected" : "approved", digest));
    }

    /** All at once, at a certain time; what each of them was answered. */
    private List<Http.Answer> race(String hold, Instant at) throws Exception {
        var digest =
                one.api("ann").get("/v1/holds/" + hold).json().path("digest").asText();
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var racers = new ArrayList<Future<Http.Answer>>();
            for (var racer = 0; racer < RACERS; racer++) {
                var number = racer;
                racers.add(threads.submit(() -> {
                    go.await();
                    return answered(number, hold, digest);
                }));
            }
            Thread.sleep(Duration.ofMillis(
                    Math.max(0, Duration.between(Instant.now(), at).toMillis())));
            go.countDown();
            var answers = new ArrayList<Http.Answer>();
            for (var racer : racers) {
                answers.add(racer.get());
            }
            return answers;
        }
    }

    /** One end, at most one forward, and every loser is told which end it was. */
    private String judge(String model, String hold, long writes, List<Http.Answer> answers) {
        Eventually.holds(() -> assertThat(state(hold)).isNotIn("pending", "approved"));
        var state = state(hold);
        Eventually.holds(() -> assertThat(front.writes() - writes).isEqualTo(state.equals("released") ? 1 : 0));
        var ends = one.api("ann")
                .get("/v1/audit?limit=500&model=" + model)
                .json()
                .path("items")
                .valueStream()
                .map(r -> r.path("type").asText())
                .filter(ENDS::contains)
                .toList();
        assertThat(ends).containsExactly("hold." + state);
        var losers = answers.stream().filter(a -> a.status() >= 300).toList();
        assertThat(losers).isNotEmpty().allSatisfy(a -> {
            assertThat(a.status()).as(a.text()).isEqualTo(409);
            assertThat(a.json().path("type").asText()).endsWith("/problems/settled");
            assertThat(a.json().path("detail").asText()).contains("the hold is " + state + " already");
        });
        var claimed = answers.stream()
                .filter(a -> a.status() < 300)
                .map(a ->
                        a.json().path("holdState").asText(a.json().path("state").asText()))
                .filter(s -> !s.equals("approved"))
                .toList();
        assertThat(claimed).hasSizeLessThan(2);
        assertThat(claimed).allMatch(state::equals);
        return state;
    }

    private String state(String hold) {
        return one.api("ann").get("/v1/holds/" + hold).json().path("state").asText();
    }

    @Test
    @Order(1)
    void of_sixty_four_who_approve_reject_and_cancel_one_wins_and_the_others_are_told_who() throws Exception {
        for (var model : List.of("raced-1", "raced-2")) {
            var hold = held(model);
            var writes = front.writes();

            judge(model, hold, writes, race(hold, Instant.now()));
        }
    }

    @Test
    @Order(2)
    void so_it_is_when_its_time_runs_out_just_then() throws Exception {
        for (var model : List.of("brief-1", "brief-2")) {
            var hold = held(model);
            var writes = front.writes();
            var over = Instant.parse(one.api("ann")
                    .get("/v1/holds/" + hold)
                    .json()
                    .path("expiresAt")
                    .asText());

            judge(model, hold, writes, race(hold, over.minusMillis(15)));
        }
    }

    @Test
    @Order(3)
    void a_token_that_is_revoked_here_is_refused_there() {
        var made = one.api("ann").post("/v1/tokens", "{\"name\":\"laptop\"}").json();
        var token = made.path("token").asText();
        for (var url : List.of(one.apiUrl(), other.apiUrl(), third.apiUrl())) {
            assertThat(Http.at(url).bearer(token).get("/v1/holds").status()).isEqualTo(200);
        }

        one.api("ann").post("/v1/tokens/" + made.path("id").asText() + "/revoke", "{}");

        assertThat(Http.at(one.apiUrl()).bearer(token).get("/v1/holds").status())
                .isEqualTo(401);
        for (var url : List.of(other.apiUrl(), third.apiUrl())) {
            Eventually.holds(() -> {
                var refused = Http.at(url).bearer(token).get("/v1/holds");
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.text()).contains("this token was revoked");
            });
        }
    }

    /** What was told of a model, each message once, in the order in which it came first. */
    private List<Message> told(String path, String model) {
        var seen = new HashSet<String>();
        return all(path, model).stream()
                .filter(m -> seen.add(m.header("webhook-id")))
                .toList();
    }

    private List<Message> all(String path, String model) {
        return receiver.messages(m -> m.path().equals(path) && m.body().contains("registry/" + model + "@"));
    }

    private static List<String> versions(List<Message> told) {
        return told.stream()
                .map(m -> m.json().at("/data/promotion/candidate").asText())
                .toList();
    }

    /** Changes that change something each, asked for here and there in turn; the versions in their order. */
    private List<String> change(String model, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> {
                    var version = Integer.toString(1 + n % 2);
                    assertThat(alias(n % 2 == 0 ? one.url() : other.url(), model, "challenger", version)
                                    .status())
                            .isEqualTo(200);
                    return version;
                })
                .toList();
    }

    @Test
    @Order(4)
    void what_all_of_them_deliver_arrives_once_and_in_order() {
        prepare("told");

        var changes = change("told", 12);

        for (var path : List.of("/left", "/right")) {
            Eventually.holds(() -> assertThat(told(path, "told")).hasSize(12));
            assertThat(versions(all(path, "told"))).isEqualTo(changes);
        }
    }

    @Test
    @Order(5)
    void all_is_delivered_in_order_when_one_of_them_is_killed() throws Exception {
        prepare("orphaned");

        var first = change("orphaned", 4);
        third.kill();
        var changes =
                Stream.concat(first.stream(), change("orphaned", 4).stream()).toList();

        for (var path : List.of("/left", "/right")) {
            Eventually.holds(() -> assertThat(told(path, "orphaned")).hasSize(8));
            assertThat(versions(told(path, "orphaned"))).isEqualTo(changes);
        }
    }
}
