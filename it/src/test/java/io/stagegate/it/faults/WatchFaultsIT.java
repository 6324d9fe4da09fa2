package io.stagegate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.it.faults.LoggedUpstream.Mood;
import io.stagegate.it.gateway.Aside;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is watched is put back once, or people are asked once, whichever of two replicas is killed on the way, and whatever the
 * upstream, a real MLflow, answers. A few points only; {@code it/soak} goes through all of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchFaultsIT {
    /** On the way of a watch, in order. */
    private static final List<Failpoint> WATCH =
            List.of(Failpoint.WATCH_CLAIMED, Failpoint.LOOK_RECORDED, Failpoint.WATCH_ASKED, Failpoint.WATCH_RESTORING);

    /** On the way of the restore that it makes: before it, of it while nothing of it has reached the upstream whole, and after that. */
    private static final List<Failpoint> DECIDING = List.of(Failpoint.EVIDENCE_READ, Failpoint.SNAPSHOT_WRITTEN);

    private static final List<Failpoint> UNSENT =
            List.of(Failpoint.RESTORE_INTENDED, Failpoint.SENDING, Failpoint.HALF_SENT);
    private static final List<Failpoint> MADE =
            List.of(Failpoint.ANSWER_BEGUN, Failpoint.READ_BACK, Failpoint.OUTCOME_COMMITTED);

    /** That at which most is at stake: what was made is not recorded. Each further one takes the start of another replica. */
    private static final Set<Failpoint> SHORT = Set.of(Failpoint.READ_BACK);

    private static final int ROUNDS = Integer.getInteger("stagegate.faults.rounds", 0);

    private final List<GatewayProcess> replicas = new CopyOnWriteArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private Path fault;
    private Fleet fleet;
    private Measuring measuring;
    private int round;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        fleet = Fleet.beforeMlflow(home);
        fault = home.resolve("fault");
        measuring = Measuring.begin(() -> List.copyOf(replicas));
        CompletableFuture.allOf(
                        Stream.of(1, 2).map(_ -> Aside.run(this::replica)).toArray(CompletableFuture[]::new))
                .join();
    }

    private void replica() {
        try {
            replicas.add(fleet.replica("replica-" + started.incrementAndGet(), StoppingFault.first(fault)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void stop() throws Exception {
        measuring.close();
        replicas.forEach(GatewayProcess::close);
        fleet.close();
    }

    @AfterEach
    void nothing_is_broken() throws Exception {
        assertThat(fleet.violations()).isEmpty();
    }

    static Stream<Failpoint> points() {
        var all = Stream.of(WATCH, DECIDING, UNSENT, MADE).flatMap(List::stream).toList();
        return ROUNDS == 0
                ? all.stream().filter(SHORT::contains)
                : IntStream.range(0, ROUNDS).boxed().flatMap(_ -> all.stream());
    }

    @ParameterizedTest
    @MethodSource("points")
    void whoever_is_killed_another_goes_on_and_nothing_is_done_twice(Failpoint point) throws Exception {
        if (replicas.size() == 1) {
            replica();
        }
        var scene = new WatchScene(fleet, measuring, "watched-" + round++);
        if (WATCH.contains(point)) {
            StoppingFault.next(fault, point);
            begin(scene, point);
        } else {
            scene.good(replicas.getFirst());
            StoppingFault.next(fault, point);
            scene.turnsBad();
        }
        Eventually.holds(() -> assertThat(replicas).as("%s was reached", point).anyMatch(r -> !r.alive()));
        replicas.removeIf(replica -> !replica.alive());
        assertThat(replicas).hasSize(1);
        finish(scene, point, replicas.getFirst());
        scene.over();
    }

    private void begin(WatchScene scene, Failpoint point) {
        if (point == Failpoint.WATCH_ASKED) {
            scene.unknown(replicas.getFirst());
        } else {
            scene.bad(replicas.getFirst());
        }
    }

    private void finish(WatchScene scene, Failpoint point, GatewayProcess survivor) throws Exception {
        if (point == Failpoint.WATCH_ASKED) {
            scene.answered(survivor);
        }
        if (UNSENT.contains(point)) {
            fleet.letAttemptsEnd();
            scene.needsSomebody(survivor);
            assertThat(scene.sent()).isZero();
            scene.putBack(survivor);
        }
        scene.restored(survivor);
        assertThat(scene.sent()).isOne();
    }

    /** What nobody answers takes half a minute. */
    private static List<Mood> moods() {
        return ROUNDS == 0
                ? List.of(Mood.DROPPING, Mood.FAILING)
                : List.of(
                        Mood.SLOW, Mood.FAILING, Mood.LYING, Mood.RESETTING, Mood.DROPPING, Mood.HALVING, Mood.SILENT);
    }

    @Test
    void what_the_upstream_makes_of_it_is_read_back_and_it_is_never_told_again() {
        var gateway = replicas.getFirst();
        var made = new ArrayList<WatchScene>();
        var not = new ArrayList<WatchScene>();
        for (var mood : moods()) {
            var scene = new WatchScene(fleet, measuring, "watched-" + mood);
            scene.good(gateway);
            fleet.upstream().mood(scene.model(), mood);
            (mood == Mood.FAILING || mood == Mood.RESETTING ? not : made).add(scene);
        }
        var agreed = new WatchScene(fleet, measuring, "watched-agreed");
        agreed.unknown(gateway);
        fleet.upstream().mood(agreed.model(), Mood.FAILING);
        Stream.concat(made.stream(), not.stream()).forEach(WatchScene::turnsBad);
        agreed.answered(gateway);
        not.add(agreed);

        made.forEach(scene -> scene.restored(gateway));
        not.forEach(scene -> scene.needsSomebody(gateway));
        Stream.concat(made.stream(), not.stream()).forEach(scene -> {
            assertThat(scene.sent()).as(scene.model()).isOne();
            scene.over();
        });
    }

    @Test
    void who_has_not_noticed_that_the_watch_has_ended_puts_nothing_back() throws Exception {
        var gateway = replicas.getFirst();
        var scene = new WatchScene(fleet, measuring, "watched-late");
        var marker = fault.resolveSibling("late.marker");
        StoppingFault.next(fault, Failpoint.WATCH_RESTORING, marker);
        scene.bad(gateway);
        Eventually.holds(() -> assertThat(marker).exists());
        scene.putBack(gateway);
        scene.restored(gateway);
        scene.over();
        // The same version serves again, for which people have their reasons.
        scene.unknown(gateway);
        Eventually.holds(() -> assertThat(fleet.champion(scene.model())).isEqualTo("2"));
        Files.delete(marker);

        Eventually.holds(() -> assertThat(replicas.stream().map(WatchFaultsIT::log))
                .anyMatch(l -> l.contains("is not put back any more")));
        assertThat(fleet.champion(scene.model())).isEqualTo("2");
        assertThat(scene.sent()).isOne();
    }

    private static String log(GatewayProcess gateway) {
        try {
            return gateway.log();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
