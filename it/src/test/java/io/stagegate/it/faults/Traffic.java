package io.stagegate.it.faults;

import static io.stagegate.it.gateway.Registry.API;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Http;
import io.stagegate.it.gateway.Registry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * People and machines at work, all the time: clients that ask for changes and say the same again where that failed, people who
 * approve, reject, take back and restore. To each it does not matter which replica answers.
 */
final class Traffic implements AutoCloseable {
    private static final List<String> KINDS = List.of("open", "held", "brief");
    private static final int MODELS = 4;
    private static final int PATIENCE = 12;
    /** Longer than any answer may take. */
    private static final Duration HANGS = Duration.ofSeconds(75);

    private final Fleet fleet;
    private final Supplier<List<GatewayProcess>> replicas;
    private final long seed;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();
    private final AtomicLong longest = new AtomicLong();
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    /** @param replicas those that are there at present */
    Traffic(Fleet fleet, Supplier<List<GatewayProcess>> replicas, long seed) {
        this.fleet = fleet;
        this.replicas = replicas;
        this.seed = seed;
    }

    /** Registers what is worked on. */
    void prepare() {
        for (var kind : KINDS) {
            for (var i = 0; i < MODELS; i++) {
                fleet.model(kind + "-" + i);
            }
        }
    }

    /** Begins with so many clients, and a few of everybody else. */
    void begin(int clients) {
        for (var i = 0; i < clients; i++) {
            go("client-" + i, this::asks, Duration.ofMillis(400));
        }
        go("ann", random -> decides(random, "ann"), Duration.ofMillis(500));
        go("bob", random -> decides(random, "bob"), Duration.ofMillis(900));
        go("mia", this::takesBack, Duration.ofSeconds(3));
        go("restorer", this::restores, Duration.ofSeconds(3));
    }

    /** Somebody's work. */
    private interface Work {
        void once(Random random) throws InterruptedException;
    }

    private void go(String name, Work work, Duration pause) {
        // Each draws for itself, so that one that is slower does not change what the others do.
        var random = new Random(seed ^ name.hashCode());
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            while (!over.get()) {
                try {
                    work.once(random);
                    Thread.sleep(pause.dividedBy(2).plusMillis(random.nextLong(pause.toMillis())));
                } catch (UncheckedIOException e) {
                    count("no answer");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (RuntimeException | AssertionError e) {
                    troubles.add(name + ": " + e);
                }
            }
        }));
    }

    private GatewayProcess any(Random random) {
        var all = replicas.get();
        return all.get(random.nextInt(all.size()));
    }

    private void count(String what) {
        answers.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }

    /** One change, asked for until it is done or there is nothing to be had. */
    private void asks(Random random) throws InterruptedException {
        var model = KINDS.get(random.nextInt(KINDS.size())) + "-" + random.nextInt(MODELS);
        // A version of its own, so that what the upstream is told says who wanted it.
        var version = fleet.upstream().registry().version(model, 0.9);
        var body = Registry.aliasBody(model, "champion", version);
        for (var tries = 0; tries < PATIENCE && !over.get(); tries++) {
            if (asked(any(random), body, random.nextInt(3))) {
                return;
            }
            Thread.sleep(500 + random.nextInt(1_000));
            if (fleet.champion(model).equals(version)) {
                return;
            }
        }
    }

    /** Asks for a change; whether that is the end of it. */
    private boolean asked(GatewayProcess replica, String body, int wait) {
        var begun = System.nanoTime();
        var frozen = replica.frozen();
        try {
            var answer = Http.at(replica.url())
                    .basic(LoggedUpstream.USER, LoggedUpstream.PASSWORD)
                    .with("prefer", "wait=" + wait)
                    .post(API + "registered-models/alias", body);
            fleet.told(body, answer.status(), answer.text());
            count("change " + answer.status());
            return answer.status() == 200 || Set.of(400, 403, 404).contains(answer.status());
        } catch (UncheckedIOException e) {
            fleet.told(body, 0, "");
            count("change without an answer");
            return false;
        } finally {
            // A frozen one answers nobody, and hangs no more than a machine does that is paused.
            took(
                    Duration.ofNanos(System.nanoTime() - begun)
                            .minus(replica.frozen().minus(frozen)),
                    body);
        }
    }

    private void took(Duration time, String body) {
        longest.accumulateAndGet(time.toMillis(), Math::max);
        if (time.compareTo(HANGS) > 0) {
            troubles.add("an answer took " + time.toSeconds() + " s: " + body);
        }
    }

    private void decides(Random random, String person) {
        var replica = any(random);
        for (var hold : pending(replica, person)) {
            if (random.nextInt(3) > 0) {
                var what = random.nextInt(8) == 0 ? "rejected" : "approved";
                var review = "{\"state\":\"%s\",\"digest\":\"%s\"}"
                        .formatted(what, hold.path("digest").asText());
                said(replica, hold, person, what, "/reviews", review);
            }
        }
    }

    private void takesBack(Random random) {
        var replica = any(random);
        for (var hold : pending(replica, "mia")) {
            if (random.nextInt(6) == 0) {
                said(replica, hold, "mia", "cancelled", "/cancel", "{}");
            }
        }
    }

    private void said(GatewayProcess replica, JsonNode hold, String person, String what, String call, String body) {
        var id = hold.path("id").asText();
        var status = replica.api(person).post("/v1/holds/" + id + call, body).status();
        count(what + " " + status);
        if (status == 200 || status == 201) {
            fleet.said(id, person, what);
        }
    }

    private static List<JsonNode> pending(GatewayProcess replica, String person) {
        var all = replica.api(person).get("/v1/holds?state=pending");
        return all.status() == 200 ? all.json().path("items").valueStream().toList() : List.of();
    }

    private void restores(Random random) {
        var replica = any(random);
        var model = KINDS.get(random.nextInt(KINDS.size())) + "-" + random.nextInt(MODELS);
        var applied = replica.api("ann").get("/v1/promotions?outcome=applied&limit=1&model=" + model);
        if (applied.status() == 200) {
            applied.json().path("items").valueStream().findFirst().ifPresent(promotion -> {
                var path = "/v1/snapshots/" + promotion.path("snapshot").asText() + "/restore";
                count("restore " + replica.api("ann").post(path, "{}").status());
            });
        }
    }

    /** How often what was answered. */
    Map<String, Integer> answers() {
        var out = new TreeMap<String, Integer>();
        answers.forEach((what, count) -> out.put(what, count.get()));
        return out;
    }

    Duration longest() {
        return Duration.ofMillis(longest.get());
    }

    /** What nobody may come across. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Lets everybody come to the end of what they are at. */
    @Override
    public void close() {
        over.set(true);
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
