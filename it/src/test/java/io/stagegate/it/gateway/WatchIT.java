package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What was promoted is looked after: put back where a signal is bad, asked about where that is not known, and left alone where somebody else was there. */
@Execution(ExecutionMode.CONCURRENT)
class WatchIT extends WatchTestCase {
    @Test
    void a_signal_that_turns_bad_brings_back_what_served_and_the_evidence_is_kept() {
        prepare("fraud");
        signal("fraud", 0.01);
        promote("fraud", "2");
        soon(() -> assertThat(watch("fraud").path("looks").asInt()).isGreaterThan(1));
        assertThat(champion("fraud")).isEqualTo("2");

        signal("fraud", 0.9);
        soon(() -> assertThat(watch("fraud").path("state").asText()).isEqualTo("restored"));

        assertThat(champion("fraud")).isEqualTo("1");
        var because = audit("restore.decided", "fraud").getFirst().at("/record/because");
        assertThat(because.at("/readings/0/signal").asText()).isEqualTo("error-rate");
        assertThat(because.at("/readings/0/value").asDouble()).isEqualTo(0.9);
        assertThat(because.at("/rules/0/source").asText()).contains(".drl:");
        var restored = audit("watch.restored", "fraud");
        assertThat(restored).hasSize(1);
        var restore = restored.getFirst().at("/record/by").asText();
        var promotion = gateway.api("ann").get("/v1/promotions/" + restore).json();
        assertThat(promotion.path("outcome").asText()).isEqualTo("applied");
        assertThat(promotion.at("/requester/identity").asText()).isEqualTo("stagegate:watch");
        var looks = gateway.api("ann")
                .get("/v1/watches/" + watch("fraud").path("id").asText())
                .json();
        assertThat(looks.at("/items/0/judgement").asText()).isEqualTo("restore");
        assertThat(looks.at("/items/1/judgement").asText()).isEqualTo("leave");
        assertThat(looks.path("before")).hasSize(1);
        soon(() -> assertThat(told("fraud")).containsExactly("watch.restored"));
    }

    @Test
    void where_nothing_is_known_a_person_is_asked_once_and_decides() {
        prepare("silent");
        promote("silent", "2");
        var first = asked("silent");
        var hold = gateway.api("ann").get("/v1/holds/" + first).json();
        assertThat(hold.at("/restore/because/readings/0/state").asText()).isEqualTo("no-data");
        assertThat(hold.at("/targets/0/to/0").asText()).isEqualTo("1");
        assertThat(gateway.review("bob", first, "approved").status()).isEqualTo(403);
        review(first, "rejected");
        looksOn("silent");

        assertThat(watch("silent").path("hold").asText()).isEqualTo(first);
        assertThat(champion("silent")).isEqualTo("2");
        assertThat(audit("watch.asked", "silent")).hasSize(1);

        prepare("muted");
        promote("muted", "2");
        review(asked("muted"), "approved");
        soon(() -> assertThat(watch("muted").path("state").asText()).isEqualTo("restored"));
        assertThat(champion("muted")).isEqualTo("1");
        assertThat(audit("watch.restored", "muted")).hasSize(1);
    }

    @Test
    void what_somebody_else_has_changed_is_not_touched() {
        prepare("moved");
        signal("moved", 0.01);
        promote("moved", "2");
        soon(() -> assertThat(watch("moved").path("looks").asInt()).isPositive());
        registry.alias("moved", "champion", "3");
        signal("moved", 0.9);
        var hold = asked("moved");

        assertThat(champion("moved")).isEqualTo("3");
        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .at("/restore/comment")
                        .asText())
                .contains("registry/moved@champion serves [3] now");
        assertThat(told("moved")).doesNotContain("watch.restored");

        var first = watch("moved").path("id").asText();
        promote("moved", "1");
        assertThat(watch("moved").path("id").asText()).isNotEqualTo(first);
        assertThat(gateway.api("ann")
                        .get("/v1/watches/" + first)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("superseded");
        soon(() -> assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("cancelled"));
    }

    @Test
    void it_does_not_go_round_in_circles() {
        prepare("loop");
        signal("loop", 0.9);
        promote("loop", "2");
        soon(() -> assertThat(watch("loop").path("state").asText()).isEqualTo("restored"));
        signal("loop", 0.01);
        promote("loop", "2");
        promote("loop", "3");
        signal("loop", 0.9);
        var hold = asked("loop");

        assertThat(gateway.api("ann")
                        .get("/v1/holds/" + hold)
                        .json()
                        .at("/restore/comment")
                        .asText())
                .contains("it would go back to 2, which was itself taken away from there");
        assertThat(champion("loop")).isEqualTo("3");
        looksOn("loop");
        assertThat(champion("loop")).isEqualTo("3");
        soon(() -> assertThat(told("loop")).containsExactly("watch.restored", "watch.told", "watch.asked"));
    }

    @Test
    void a_person_who_restores_at_the_same_time_does_not_fight_with_it() throws Exception {
        prepare("raced");
        signal("raced", 0.01);
        promote("raced", "2");
        soon(() -> assertThat(watch("raced").path("looks").asInt()).isPositive());
        var next = Instant.parse(watch("raced").path("nextLookAt").asText());
        signal("raced", 0.9);
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), next).toMillis() - 100));
        var persons = List.of("ann", "bob").stream()
                .map(person -> Aside.call(() -> gateway.restore("", "raced", person, false)))
                .toList();
        persons.forEach(CompletableFuture::join);
        soon(() -> assertThat(watch("raced").path("state").asText()).isEqualTo("restored"));

        assertThat(champion("raced")).isEqualTo("1");
        var restores = gateway.api("ann")
                .get("/v1/promotions?outcome=applied&model=raced")
                .json()
                .path("items")
                .valueStream()
                .filter(p -> p.path("kind").asText().equals("restore"))
                .toList();
        assertThat(restores).hasSize(1);
    }

    @Test
    void a_person_sees_it_and_ends_it() {
        prepare("seen");
        signal("seen", 0.3);
        promote("seen", "2");
        soon(() -> assertThat(watch("seen").path("looks").asInt()).isGreaterThan(2));
        assertThat(audit("watch.told", "seen")).hasSize(1);
        var id = watch("seen").path("id").asText();
        var environment = Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "bob-token");
        assertThat(Run.of(environment, "watches", "registry/seen@champion").out())
                .contains(id, "1 -> 2", "9 min", "error-rate 0.3", "tell");
        assertThat(Run.of(environment, "watch", id, "--once").out())
                .contains("error-rate, before the promotion: 0.3", "###");
        assertThat(Run.of(environment, "watch", id, "--end", " ").err()).contains("say why");
        assertThat(Run.of(environment, "watch", id, "--end", "a load test").code())
                .isZero();
        signal("seen", 0.9);

        assertThat(Run.of(environment, "watch", id).out()).contains("has ended: bob: a load test");
        assertThat(audit("watch.ended", "seen").getFirst().path("subject").asText())
                .isEqualTo("bob");
        assertThat(champion("seen")).isEqualTo("2");
        prepare("plain");
        promote("plain", "2");
        assertThat(gateway.api("ann")
                        .get("/v1/watches?state=all&model=plain")
                        .json()
                        .path("items"))
                .isEmpty();
        var metrics = gateway.operations().get("/metrics").text();
        assertThat(metrics).contains("stagegate_watches_open", "stagegate_watch_looks_total{judgement=\"tell\"}");
    }

    @Test
    void another_replica_goes_on_where_one_is_killed() throws Exception {
        prepare("orphan-0");
        signal("orphan-0", 0.01);
        promote("orphan-0", "2");
        try (var victim = GatewayProcess.start(home, setup, "-Dstagegate.fault=WATCH_CLAIMED:halt")) {
            // Whose turn it is depends on when a look is due: asked for again, until it was the right one.
            for (var round = 1; victim.alive() && round < 40; round++) {
                var model = "orphan-" + round;
                prepare(model);
                signal(model, 0.01);
                promote(model, "2");
                Thread.sleep(Duration.ofMillis(300));
            }
            assertThat(victim.alive()).isFalse();
        } catch (IOException e) {
            // A look may be due before it has said that it listens.
            assertThat(e).hasMessageContaining("did not start");
        }
        looksOn("orphan-0");
        soon(() -> assertThat(gateway.api("ann")
                        .get("/v1/watches?limit=500")
                        .json()
                        .path("items")
                        .valueStream())
                .allSatisfy(w -> assertThat(w.path("looks").asInt()).isPositive()));

        // Whichever it had claimed when it was killed: a claim ends after five seconds, and nobody has waited for that.
        var open = gateway.api("ann").get("/v1/watches?limit=500").json().path("items");
        assertThat(open).isNotEmpty();
        assertThat(open.valueStream().map(w -> w.path("id").asText()).toList())
                .allSatisfy(id -> assertThat(longestPause(id)).isLessThan(Duration.ofSeconds(4)));
    }

    private Duration longestPause(String id) {
        var watch = gateway.api("ann").get("/v1/watches/" + id + "?limit=500").json();
        var looks = Stream.concat(
                        watch.path("items").valueStream().map(look -> look.path("at")),
                        Stream.of(watch.path("begunAt")))
                .map(at -> Instant.parse(at.asText()))
                .toList();
        return IntStream.range(1, looks.size())
                .mapToObj(i -> Duration.between(looks.get(i), looks.get(i - 1)))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Test
    void what_was_missed_is_known_as_a_gap() throws Exception {
        prepare("late");
        signal("late", 0.01);
        promote("late", "2");
        soon(() -> assertThat(watch("late").path("looks").asInt()).isPositive());
        database.run("UPDATE watch SET due_at = due_at - interval '3 seconds' WHERE model = 'late' AND state = 'open'");
        looksOn("late");

        var looks = gateway.api("ann")
                .get("/v1/watches/" + watch("late").path("id").asText())
                .json()
                .path("items");
        assertThat(looks.valueStream().filter(look -> look.path("gap").asBoolean()))
                .hasSize(1);
    }

    @Test
    void a_look_explains_itself_and_is_judged_again_as_it_was() throws Exception {
        prepare("told");
        signal("told", 0.3);
        promote("told", "2");
        soon(() -> assertThat(watch("told").path("looks").asInt()).isGreaterThan(2));
        var id = watch("told").path("id").asText();
        var environment = Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "bob-token");

        assertThat(Run.of(environment, "targets", "--model", "told").out()).contains("watched as " + id);
        assertThat(Run.of(environment, "targets", "--model", "told", "--at", "1s")
                        .out())
                .doesNotContain("watched as");
        var explained = Run.of(environment, "policy", "explain", id, "--look", "2", "--all");
        assertThat(explained.out())
                .contains(id + ", look 2", "registry/told@champion: tell", "ODD-001", "tell: error-rate is 0.3")
                .contains("BAD-001", "did not speak", "value > 0.5", "saw value = 0.3");
        assertThat(Run.of(environment, "policy", "explain", id, "--look", "999").err())
                .contains("look 999 of watch");

        var same = Run.of(
                environment, "policy", "replay", "--policy", setup.policy().toString(), "--since", "1h");
        assertThat(same.out()).matches("(?s)[0-9,]+ decisions since .*: [0-9,]+ the same\\R");
        var other = Policies.set(home.resolve("other"), "permit", """
                rule "Worse"
                  @id("WORSE-001") @owner("tests")
                when
                  Watch( model == "told" )
                  $rate : Signal( name == "error-rate", lowest(2) > 0.25 )
                then
                  decision.restore("error-rate is " + $rate.value());
                end
                """);
        assertThat(Run.of(environment, "policy", "replay", "--policy", other.toString(), "--since", "1h")
                        .out())
                .contains("tell -> restore", "WORSE-001", "registry/told@champion");
        reviewersSee(other, "looks of the last 30 days", "tell -> restore (WORSE-001)");
    }
}
