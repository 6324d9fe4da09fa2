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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
 * One of two replicas is killed or frozen at a point of the way of a request; the other one finishes. A few points only; {@code
 * it/soak} goes through all of them, many times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
    /** Those at which most is at stake. */
    private static final Set<Failpoint> SHORT = Set.of(Failpoint.REVIEW_COMMITTED, Failpoint.ANSWERED);

    /** Those that a replica may come by while it starts. */
    private static final Set<Failpoint> STARTING =
            Set.of(Failpoint.MIGRATING, Failpoint.RECORDED_UNSEQUENCED, Failpoint.SEQUENCED_UNSIGNED);

    /** Those that no promotion comes by, but what is watched afterwards. */
    private static final Set<Failpoint> WATCHING =
            Set.of(Failpoint.WATCH_CLAIMED, Failpoint.LOOK_RECORDED, Failpoint.WATCH_RESTORING, Failpoint.WATCH_ASKED);

    private Fleet fleet;
    private GatewayProcess survivor;
    private int round;
    /** What one test has found is not told of by those that follow it. */
    private final List<String> told = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        fleet = Fleet.start(home);
        survivor = fleet.replica("survivor");
    }

    @AfterAll
    void stop() throws Exception {
        survivor.close();
        fleet.close();
    }

    @AfterEach
    void nothing_is_broken() throws Exception {
        var violations = new ArrayList<>(fleet.violations());
        violations.removeAll(told);
        told.addAll(violations);
        assertThat(violations).isEmpty();
    }

    static Stream<Failpoint> points() {
        var rounds = Integer.getInteger("stagegate.faults.rounds", 0);
        return rounds == 0
                ? Arrays.stream(Failpoint.values()).filter(SHORT::contains)
                : Stream.generate(() -> Failpoint.values())
                        .limit(rounds)
                        .flatMap(Arrays::stream)
                        .filter(point -> !WATCHING.contains(point));
    }

    @ParameterizedTest
    @MethodSource("points")
    void a_replica_that_is_killed_leaves_nothing_half_done(Failpoint point) throws Exception {
        var scene = new Scene(fleet, point, round++);
        try (var victim = fleet.replica("victim-" + point + "-" + round, StoppingFault.halt(point))) {
            scene.play(victim, survivor);
            if (scene.raced()) {
                Eventually.holds(() -> {
                    scene.again(victim);
                    assertThat(victim.alive()).isFalse();
                });
            }
            // An approved hold may be claimed by the other one first.
            if (point != Failpoint.CLAIMED && point != Failpoint.ATTEMPT_ADOPTED) {
                Eventually.holds(() ->
                        assertThat(victim.alive()).as("%s was reached", point).isFalse());
            }
        } catch (IOException e) {
            // Where it is killed while it starts there is nothing to play.
            assertThat(point).isIn(STARTING);
        }
        // Whoever wants to see that a claim ends by itself has a minute.
        fleet.letClaimsEnd();
        scene.finish(survivor);

        assertThat(fleet.champion(scene.model())).isEqualTo(scene.expected());
    }

    @Test
    void what_is_made_after_its_replica_has_gone_is_not_said_to_have_failed() throws Exception {
        var scene = new Scene(fleet, Failpoint.INTENT_COMMITTED, round++);
        var come = new CountDownLatch(1);
        fleet.upstream().moods(() -> {
            come.countDown();
            return Mood.SLOW;
        });
        try (var victim = fleet.replica("gone-" + round)) {
            var client = Aside.run(() -> scene.play(victim, survivor));
            come.await();
            victim.kill();
            client.get();
        } finally {
            fleet.upstream().moods(() -> Mood.USUAL);
        }

        Eventually.holds(() -> assertThat(fleet.champion(scene.model())).isEqualTo("2"));
    }

    @Test
    void a_replica_that_is_frozen_while_others_go_on_forwards_nothing_when_it_wakes() throws Exception {
        var scene = new Scene(fleet, Failpoint.TARGET_READ, round++);
        var marker = fleet.home().resolve("frozen.marker");
        try (var victim = fleet.replica("frozen", StoppingFault.pause(Failpoint.TARGET_READ, marker))) {
            var client = Aside.run(() -> scene.play(victim, survivor));
            Eventually.holds(() -> assertThat(marker).exists());
            victim.freeze();
            fleet.letLeasesEnd();
            scene.finish(survivor);
            var before = fleet.upstream().log().size();
            Files.delete(marker);
            victim.goOn();
            // What it makes of it is in its log.
            Eventually.holds(() -> assertThat(log(victim)).contains("the lease was lost"));

            client.get();
            assertThat(fleet.upstream().log()).hasSize(before);
        }
        assertThat(fleet.champion(scene.model())).isEqualTo("2");
    }

    private static String log(GatewayProcess gateway) {
        try {
            return gateway.log();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
