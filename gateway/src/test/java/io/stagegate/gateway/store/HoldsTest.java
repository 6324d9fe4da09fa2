package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.hold;
import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.journal.JournalException;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Holds in PostgreSQL: races, claims, expiry, and the table of transitions. */
class HoldsTest extends StoreTestCase {
    private static final List<String> STATES =
            List.of("pending", "approved", "released", "rejected", "denied", "expired", "cancelled");
    private static final Set<String> ALLOWED = Set.of(
            "pending approved",
            "pending rejected",
            "pending expired",
            "pending cancelled",
            "approved released",
            "approved pending",
            "approved rejected",
            "approved denied",
            "approved expired",
            "approved cancelled");

    /** What 64 people and three clocks want of one hold at the same moment, on three replicas. */
    @RepeatedTest(3)
    void one_of_many_racers_on_three_replicas_ends_a_hold() throws Exception {
        var replicas = replicas();
        try {
            var held = open("race-" + UUID.randomUUID(), Duration.ofMillis(150));
            var racers = new ArrayList<Future<Optional<Ruling>>>();
            for (var n = 0; n < 64; n++) {
                var person = "p" + n;
                var on = replicas.get(n % 3).holds();
                var wish = n % 4;
                racers.add(threads.call(() -> untilAnswered(() -> switch (wish) {
                    case 0 -> Optional.of(on.decide(held.id(), person, hold -> ReviewRules.cancel(hold, "ann")));
                    case 1 -> expired(on, held);
                    default ->
                        Optional.of(on.decide(
                                held.id(),
                                person,
                                hold -> ReviewRules.review(hold, review(person, Verdict.REJECTED), NOBODY)));
                })));
            }

            var rulings = racers.stream().map(StoreTestCase::join).toList();

            // Who came too late for a review and too early for the clock leaves it to the next round of the clock.
            var late = new AtomicInteger();
            var end = eventually(() -> {
                late.addAndGet(run(() -> holds.expireDue()).contains(held.id()) ? 1 : 0);
                return run(() -> holds.find(held.id())).filter(h -> h.state().settled());
            });
            assertThat(end.intact()).isTrue();
            var winners = rulings.stream().filter(r -> r.isEmpty() || !(r.get() instanceof Ruling.Refused));
            assertThat(winners.count() + late.get()).isOne();
            assertThat(rulings.stream().flatMap(Optional::stream))
                    .filteredOn(Ruling.Refused.class::isInstance)
                    .allSatisfy(r -> assertThat(((Ruling.Refused) r).message())
                            .containsAnyOf(
                                    "the hold is " + end.state().word() + " already", "the hold's time is over"));
        } finally {
            replicas.forEach(Database::close);
        }
    }

    /** So many at one row may be too many for the journal's deadline on a busy machine: they ask again, as people do. */
    private static <T> T untilAnswered(Callable<T> call) throws Exception {
        while (true) {
            try {
                return call.call();
            } catch (JournalException e) {
                Thread.sleep(20);
            }
        }
    }

    private List<Database> replicas() {
        return Stream.generate(() -> new Database(vertx, embedded.address(), Optional.of(KEYS)))
                .limit(3)
                .toList();
    }

    /** Empty where this was the one that let it expire. */
    private static Optional<Ruling> expired(Holds on, Hold held) {
        return on.expireDue().contains(held.id())
                ? Optional.empty()
                : Optional.of(new Ruling.Refused(Problem.SETTLED, "the hold's time is over, or is not yet"));
    }

    @Test
    void an_approved_hold_is_claimed_once_and_released_by_who_claimed_it_last() throws Exception {
        var held = open("claim", Duration.ofHours(1));
        run(() -> holds.decide(
                held.id(), "bob", hold -> ReviewRules.review(hold, review("bob", Verdict.APPROVED), NOBODY)));
        assertThat(run(() -> holds.approved())).contains(held.id());

        var claimed = run(() -> holds.claim(held.id(), Duration.ofMinutes(1)).orElseThrow());
        assertThat(run(() -> holds.claim(held.id(), Duration.ofMinutes(1)))).isEmpty();
        run(() -> {
            holds.tryAgain(claimed, Duration.ZERO, "not now");
            return true;
        });
        var later = run(() -> holds.claim(held.id(), Duration.ofMinutes(1)).orElseThrow());
        var submission = run(() -> journal.submission(held.promotion()).orElseThrow());
        var lease = run(() -> journal.lease(resources("claim"), Duration.ZERO).orElseThrow());

        assertThatThrownBy(() -> run(() -> holds.release(claimed, submission, permit("claim", "1", "2"), lease)))
                .isInstanceOf(JournalException.class);
        var attempt = run(() -> holds.release(later, submission, permit("claim", "1", "2"), lease));
        assertThat(run(() -> holds.find(held.id()).orElseThrow().state())).isEqualTo(new HoldState.Released());
        run(() -> {
            journal.settle(attempt, APPLIED);
            return true;
        });
        assertThat(run(() -> holds.sealedCredential(held.id()))).isEmpty();
    }

    @Test
    void why_a_release_is_delayed_is_recorded_once_for_each_reason() throws Exception {
        var held = open("delayed", Duration.ofHours(1));
        run(() -> holds.decide(
                held.id(), "bob", hold -> ReviewRules.review(hold, review("bob", Verdict.APPROVED), NOBODY)));

        for (var why : List.of("away", "away", "busy", "away")) {
            var claimed =
                    run(() -> holds.claim(held.id(), Duration.ofMinutes(1)).orElseThrow());
            run(() -> {
                holds.tryAgain(claimed, Duration.ZERO, why);
                return true;
            });
        }

        var story = run(() -> database.records().promotion(held.promotion()).orElseThrow())
                .items("story");
        assertThat(story.stream().flatMap(e -> e.get("record").flatMap(r -> r.text("why")).stream()))
                .containsExactly("away", "busy", "away");
    }

    @Test
    void a_reopened_hold_is_pending_with_another_digest_and_its_differences() throws Exception {
        var held = open("reopen", Duration.ofHours(1));
        run(() -> holds.decide(
                held.id(), "bob", hold -> ReviewRules.review(hold, review("bob", Verdict.APPROVED), NOBODY)));
        var claimed = run(() -> holds.claim(held.id(), Duration.ofMinutes(1)).orElseThrow());

        run(() -> {
            holds.reopen(claimed, hold("reopen", "7", "2"), StoreFixture.ONE, "sha256:other", List.of("now: 7 serves"));
            return true;
        });

        var view = run(() -> database.records().hold(held.id()).orElseThrow());
        assertThat(view.text("state")).contains("pending");
        assertThat(view.text("digest")).contains("sha256:other");
        assertThat(view.items("differences")).containsExactly(new JsonString("now: 7 serves"));
        assertThat(view.items("reviews").getFirst().toJson()).contains("\"counts\":false");
    }

    @Test
    void holds_expire_by_the_clock_of_the_database() throws Exception {
        var held = open("expire", Duration.ofMillis(1));

        eventually(() -> run(() -> holds.expireDue()).contains(held.id()) ? Optional.of(true) : Optional.empty());

        assertThat(run(() -> holds.find(held.id()).orElseThrow().state())).isEqualTo(new HoldState.Expired());
        assertThat(run(() -> holds.standing("fp:expire:2").orElseThrow().fresh()))
                .isTrue();
    }

    @Test
    void the_database_enforces_the_table_of_transitions() throws Exception {
        for (var from : STATES) {
            for (var to : STATES) {
                if (!from.equals(to)) {
                    assertThat(moves(from, to)).as(from + " " + to).isEqualTo(ALLOWED.contains(from + " " + to));
                }
            }
        }
    }

    private boolean moves(String from, String to) throws Exception {
        var held = open("table-" + from + "-" + to, Duration.ofHours(1));
        try (var connection = owner();
                var statement = connection.createStatement()) {
            if (!from.equals("pending")) {
                var by = from.equals("released") || from.equals("denied") ? "approved" : from;
                statement.execute("UPDATE hold SET state = '" + by + "' WHERE id = '" + held.id() + "'");
                if (!by.equals(from)) {
                    statement.execute("UPDATE hold SET state = '" + from + "' WHERE id = '" + held.id() + "'");
                }
            }
            try {
                return statement.executeUpdate("UPDATE hold SET state = '" + to + "' WHERE id = '" + held.id() + "'")
                        == 1;
            } catch (SQLException e) {
                return false;
            }
        }
    }
}
