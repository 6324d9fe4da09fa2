package io.stagegate.benchmarks.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagegate.benchmarks.ladder.Ladder.Plan;
import io.stagegate.benchmarks.ladder.Rung.Series;
import io.stagegate.benchmarks.ladder.Slice.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The ladder before the stand-in, with a few requests for each rung: that each does what it says, not how fast. */
@TestInstance(Lifecycle.PER_CLASS)
class LadderTest {
    private static final int REQUESTS = 1;
    private static final int WORKERS = 2;
    private static final Bound BOUND = new Bound(Duration.ofSeconds(30), REQUESTS);

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Machine machine = new Machine(2, "25", "test", 0, "test", 1);

    private Optional<Place> place = Optional.empty();

    @BeforeAll
    void open(@TempDir Path home) throws IOException {
        place = Optional.of(
                Place.open(Optional.empty(), Place.policy(), Files.createDirectory(home.resolve("place")), _ -> {}));
        parts.add(place.get());
        warmUp();
    }

    /** The first decisions of a process load the rules' classes: on a busy machine they may exceed their limit and be refused. */
    private void warmUp() throws IOException {
        try (var scenery = new Scenery(place.orElseThrow());
                var changes = new Changes(scenery, place.orElseThrow()::through, (_, _) -> {})) {
            var refused = Optional.<IOException>empty();
            for (var tries = 0; tries < 20; tries++) {
                try {
                    changes.once();
                    return;
                } catch (IOException e) {
                    refused = Optional.of(e);
                    changes.recover();
                }
            }
            throw refused.orElseThrow();
        }
    }

    @AfterAll
    void close() throws Exception {
        for (var part : parts) {
            part.close();
        }
    }

    private Report climb(int rounds, List<Rung> rungs) throws IOException {
        return new Ladder(new Plan(BOUND, WORKERS, rounds - 1, rounds), _ -> {}).climb(rungs, machine, "the stand-in");
    }

    @Test
    void every_rung_does_what_it_says() throws IOException {
        try (var scenery = new Scenery(place.orElseThrow())) {
            var before = list("/v1/audit?type=hold.reviewed&subject=ann");
            var report = climb(2, Ladder.rungs(place.orElseThrow(), scenery));

            assertThat(report.problems()).isEmpty();
            assertThat(report.figures())
                    .extracting(f -> f.series().name())
                    .containsExactly(
                            Ladder.READ,
                            Ladder.READ_THROUGH,
                            Ladder.CHANGE,
                            Ladder.PERMITTED,
                            Ladder.HELD,
                            Ladder.UNTIL_HELD,
                            Ladder.SINCE_APPROVAL);
            assertThat(report.figures())
                    .allSatisfy(f -> assertThat(f.count()).isGreaterThanOrEqualTo(2L * WORKERS * REQUESTS));
            // Asked past the ladder's own proofs: somebody approved as many holds as it counts, and each was applied.
            var held = report.figures().stream()
                    .filter(f -> f.series().name().equals(Ladder.HELD))
                    .findFirst()
                    .orElseThrow();
            assertThat(list("/v1/audit?type=hold.reviewed&subject=ann").size() - before.size())
                    .isGreaterThanOrEqualTo((int) held.count());
            assertThat(report.table())
                    .contains(Ladder.HELD, " x " + Ladder.CHANGE)
                    .doesNotContain("DO NOT COUNT");
        }
    }

    @Test
    void a_direct_change_moves_the_alias_and_the_gateway_knows_nothing_of_it() throws IOException {
        try (var scenery = new Scenery(place.orElseThrow())) {
            var model = scenery.model(Scenery.Kind.ALIKE);
            assertThat(scenery.champion(model)).isEqualTo("1");
            try (var changes = new Changes(scenery, place.orElseThrow()::direct, (_, _) -> {})) {
                changes.once();
                assertThat(changes.provable()).isTrue();
                changes.prove(1);
                changes.once();
                assertThat(changes.provable()).isFalse();
            }
        }
    }

    @Test
    void a_rung_that_does_nothing_is_found_out() throws IOException {
        var ledger = new Ledger(place.orElseThrow());
        try (var scenery = new Scenery(place.orElseThrow())) {
            // A promotion that goes past the gateway is no permitted promotion, and one that is permitted is not held.
            var direct = new Rung(
                    List.of(Series.alone("past the gateway")),
                    () -> new Changes(scenery, place.orElseThrow()::direct, ledger::permitted));
            var permitted = new Rung(
                    List.of(Series.alone("never held")),
                    () -> new Changes(scenery, place.orElseThrow()::through, ledger::approved));
            var idle = new Rung(List.of(Series.alone("idle")), () -> new Idle(scenery));

            var report = climb(1, List.of(direct, permitted, idle));

            assertThat(report.sound()).isFalse();
            assertThat(report.figures())
                    .allSatisfy(f -> assertThat(f.problems()).hasSize(WORKERS));
            assertThat(String.join("\n", report.problems()))
                    .contains(
                            "past the gateway: not proved: the gateway recorded 0 applied promotions and not 1",
                            "never held: not proved: the gateway recorded 0 released holds and not 1",
                            "idle: not proved: champion is version 1 and not 2");
            assertThat(report.table()).contains("DO NOT COUNT");
        }
    }

    @Test
    void a_refused_change_is_an_error() throws IOException {
        try (var scenery = new Scenery(place.orElseThrow())) {
            // Version 2 of this model is another algorithm, and nobody approves: with no time to wait the client is
            // told so.
            var held =
                    new Rung(List.of(Series.alone("not approved")), () -> new Unapproved(scenery, place.orElseThrow()));

            var report = climb(1, List.of(held));

            assertThat(report.sound()).isFalse();
            assertThat(report.problems().getFirst()).contains("answered 409").contains("held");
        }
    }

    private JsonNode list(String target) throws IOException {
        try (var wire = place.orElseThrow().approver()) {
            return wire.get(target + "&limit=500").expect(200).json().path("items");
        }
    }

    /** Says that it moved an alias, and did not. */
    private static final class Idle implements Rung.Work {
        private final Scenery scenery;
        private final String model;

        Idle(Scenery scenery) throws IOException {
            this.scenery = scenery;
            this.model = scenery.model(Scenery.Kind.ALIKE);
        }

        @Override
        public long[] once() {
            return new long[] {1};
        }

        @Override
        public void recover() {}

        @Override
        public void prove(long times) throws IOException {
            var found = scenery.champion(model);
            if (!found.equals("2")) {
                throw new IOException("champion is version " + found + " and not 2");
            }
        }

        @Override
        public void close() throws IOException {
            scenery.remove(model);
        }
    }

    /** A change that is held, by a client that does not wait. */
    private static final class Unapproved implements Rung.Work {
        private final Scenery scenery;
        private final Wire wire;
        private final String model;

        Unapproved(Scenery scenery, Place place) throws IOException {
            this.scenery = scenery;
            this.wire = Wire.to(place.gatewayUrl(), "prefer: wait=0\r\n");
            this.model = scenery.model(Scenery.Kind.ANOTHER_ALGORITHM);
        }

        @Override
        public long[] once() throws IOException {
            wire.exchange("POST", Scenery.API + "registered-models/alias", Scenery.alias(model, "champion", "2"))
                    .expect(200);
            return new long[] {1};
        }

        @Override
        public void recover() {}

        @Override
        public void prove(long times) {}

        @Override
        public void close() throws IOException {
            wire.close();
            scenery.remove(model);
        }
    }
}
