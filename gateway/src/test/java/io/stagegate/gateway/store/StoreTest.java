package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.deny;
import static io.stagegate.gateway.store.StoreFixture.hold;
import static io.stagegate.gateway.store.StoreFixture.opening;
import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreTest {
    private static final List<String> STATES =
            List.of("pending", "approved", "released", "rejected", "denied", "expired", "cancelled");
    private static final Set<String> ALLOWED = Set.of(
            "pending approved", "pending rejected", "pending expired", "pending cancelled", "approved released",
            "approved pending", "approved rejected", "approved denied", "approved expired", "approved cancelled");
    private static final Outcome APPLIED = new Outcome.Applied(Reply.json(200, "{}"));

    private final Vertx vertx = Vertx.vertx();
    private final VirtualThreads threads = new VirtualThreads(vertx);
    private EmbeddedDatabase embedded;
    private Database database;
    private Journal journal;
    private Holds holds;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        embedded = EmbeddedDatabase.start(data, _ -> {});
        Schema.migrate(embedded.address());
        database = new Database(vertx, embedded.address());
        journal = database.journal();
        holds = database.holds();
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        embedded.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void an_intent_is_settled_once_and_its_story_is_told_in_order() throws Exception {
        var submission = submission("story", "2");
        var attempt = run(() -> {
            var lease = journal.lease(resources("story"), Duration.ZERO).orElseThrow();
            return journal.intend(submission, permit("story", "1", "2"), lease);
        });
        assertThat(run(() -> holds.standingOf(submission.id()).orElseThrow().outcome())).isEmpty();
        run(() -> {
            journal.settle(attempt, APPLIED);
            return true;
        });

        assertThat(run(() -> holds.standingOf(submission.id()).orElseThrow().outcome())).contains(APPLIED);
        var promotion = run(() -> database.records().promotion(submission.id()).orElseThrow());
        assertThat(promotion.items("story").stream().map(r -> r.text("type").orElse("")))
                .containsExactly("promotion.decided", "attempt.intended", "promotion.settled");
        assertThat(promotion.text("outcome")).contains("applied");
        assertThat(run(() -> journal.deployments("registry", "", "story")))
                .containsExactly(new Journal.PastDeployment("2", "production", "registry/story@champion"));
        assertThat(run(() -> journal.snapshot(attempt.snapshot()).orElseThrow().latest())).isTrue();
    }

    @Test
    void a_snapshot_is_no_longer_the_latest_once_its_target_changed_again() throws Exception {
        var first = apply("twice", "2");
        apply("twice", "3");

        assertThat(run(() -> journal.snapshot(first).orElseThrow().latest())).isFalse();
    }

    @Test
    void the_same_change_is_open_once() throws Exception {
        var first = submission("same", "2");
        run(() -> holds.open(first, hold("same", "1", "2"), opening(Duration.ofHours(1)), Optional.empty()));

        var again = submission("same", "2");
        assertThatThrownBy(() ->
                        run(() -> holds.open(again, hold("same", "1", "2"), opening(Duration.ofHours(1)), Optional.empty())))
                .isInstanceOf(AlreadyOpenException.class);
        assertThat(run(() -> holds.standing(again.fingerprint()).orElseThrow().promotion())).isEqualTo(first.id());
    }

    @Test
    void a_denial_is_recorded_and_is_not_joined() throws Exception {
        var denied = submission("denied", "2");
        run(() -> {
            journal.deny(denied, deny("denied", "1", "2"));
            return true;
        });

        assertThat(run(() -> holds.standing(denied.fingerprint()))).isEmpty();
        assertThat(run(() -> database.records().promotion(denied.id()).orElseThrow().text("decision")))
                .contains("deny");
    }

    @Test
    void a_lease_has_one_holder_and_a_later_one_has_a_higher_epoch() throws Exception {
        var first = run(() -> journal.lease(resources("leased"), Duration.ZERO).orElseThrow());

        assertThat(run(() -> journal.lease(resources("leased"), Duration.ZERO))).isEmpty();
        run(() -> {
            journal.giveUp(first);
            return true;
        });
        var second = run(() -> journal.lease(resources("leased"), Duration.ZERO).orElseThrow());
        assertThat(second.epochs().get("registry//leased")).isGreaterThan(first.epochs().get("registry//leased"));
        assertThatThrownBy(() -> run(() -> journal.intend(submission("leased", "2"), permit("leased", "1", "2"), first)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("lease");
    }

    @Test
    void nothing_else_is_leased_while_an_attempt_has_no_outcome() throws Exception {
        var attempt = run(() -> {
            var lease = journal.lease(resources("open"), Duration.ZERO).orElseThrow();
            return journal.intend(submission("open", "2"), permit("open", "1", "2"), lease);
        });
        run(() -> {
            journal.giveUp(attempt.lease());
            return true;
        });

        assertThat(run(() -> journal.lease(resources("open"), Duration.ZERO))).isEmpty();
        assertThat(run(() -> journal.orphans())).anyMatch(orphan -> orphan.id().equals(attempt.id()));
    }

    @Test
    void the_attempt_of_an_owner_that_is_gone_is_adopted_and_the_owner_can_settle_no_more() throws Exception {
        var other = new Database(vertx, embedded.address());
        var lost = run(() -> {
            var lease = other.journal().lease(resources("orphan"), Duration.ofSeconds(2)).orElseThrow();
            return other.journal().intend(submission("orphan", "2"), permit("orphan", "1", "2"), lease);
        });
        assertThat(run(() -> journal.orphans())).noneMatch(orphan -> orphan.id().equals(lost.id()));
        terminate("SELECT pg_advisory_lock($1)");

        var adopted = eventually(() -> run(() -> journal.orphans()).stream()
                .filter(orphan -> orphan.id().equals(lost.id()))
                .findFirst());

        assertThat(adopted.targets()).isEqualTo(lost.targets());
        assertThatThrownBy(() -> run(() -> {
                    other.journal().settle(lost, APPLIED);
                    return true;
                }))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("another replica");
        other.close();
    }

    @Test
    void one_of_many_racers_moves_a_hold() throws Exception {
        var held = open("race", Duration.ofHours(1));
        var racers = new ArrayList<Future<Ruling>>();
        for (var n = 0; n < 64; n++) {
            var person = "p" + n;
            racers.add(threads.call(() -> holds.decide(held.id(), person, hold -> person.hashCode() % 2 == 0
                    ? ReviewRules.cancel(hold, "ann")
                    : ReviewRules.review(hold, review(person, Verdict.REJECTED)))));
        }

        var rulings = racers.stream().map(StoreTest::join).toList();

        assertThat(rulings.stream().filter(r -> !(r instanceof Ruling.Refused))).hasSize(1);
        assertThat(run(() -> holds.find(held.id()).orElseThrow().state().settled())).isTrue();
    }

    @Test
    void an_approved_hold_is_claimed_once_and_released_by_who_claimed_it_last() throws Exception {
        var held = open("claim", Duration.ofHours(1));
        run(() -> holds.decide(held.id(), "bob", hold -> ReviewRules.review(hold, review("bob", Verdict.APPROVED))));
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
    void a_reopened_hold_is_pending_with_another_digest_and_its_differences() throws Exception {
        var held = open("reopen", Duration.ofHours(1));
        run(() -> holds.decide(held.id(), "bob", hold -> ReviewRules.review(hold, review("bob", Verdict.APPROVED))));
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
        assertThat(run(() -> holds.standing("fp:expire:2").orElseThrow().fresh())).isTrue();
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
        try (var connection = owner(); var statement = connection.createStatement()) {
            if (!from.equals("pending")) {
                var by = from.equals("released") || from.equals("denied") ? "approved" : from;
                statement.execute("UPDATE hold SET state = '" + by + "' WHERE id = '" + held.id() + "'");
                if (!by.equals(from)) {
                    statement.execute("UPDATE hold SET state = '" + from + "' WHERE id = '" + held.id() + "'");
                }
            }
            try {
                return statement.executeUpdate("UPDATE hold SET state = '" + to + "' WHERE id = '" + held.id() + "'") == 1;
            } catch (SQLException e) {
                return false;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "decision", "review", "snapshot", "attempt_target", "outcome", "policy_set"})
    void the_gateway_can_append_facts_and_never_change_them(String table) throws Exception {
        var app = embedded.address().app();
        try (var connection = DriverManager.getConnection(embedded.address().jdbcUrl(), app.name(), app.password());
                var statement = connection.createStatement()) {
            for (var change : List.of("DELETE FROM ", "TRUNCATE ")) {
                assertThatThrownBy(() -> statement.execute(change + table)).hasMessageContaining("permission denied");
            }
            var column = table.equals("attempt_target") ? "position = 0" : table.equals("policy_set") ? "name = ''" : "at = now()";
            assertThatThrownBy(() -> statement.execute("UPDATE " + table + " SET " + column))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void audit_records_are_found_by_what_they_are_about_and_paged() throws Exception {
        apply("asked", "2");
        apply("asked", "3");
        var none = Optional.<String>empty();
        var filter = new Records.AuditFilter(
                Optional.empty(), Optional.empty(), Optional.of("ann"), Optional.of("asked"), Optional.of("production"),
                Optional.of("registry"), none, Optional.of("promotion.settled"), none);

        var page = eventually(() -> {
            var first = run(() -> database.records().audit(filter, new Records.Part(Optional.empty(), 1)));
            return first.items().isEmpty() ? Optional.empty() : Optional.of(first);
        });
        var next = eventually(() -> {
            var second = run(() -> database.records().audit(filter, new Records.Part(page.next(), 5)));
            return second.items().isEmpty() ? Optional.empty() : Optional.of(second);
        });

        assertThat(page.items()).hasSize(1);
        assertThat(next.items()).hasSize(1).isNotEqualTo(page.items());
    }

    private String apply(String model, String version) throws Exception {
        return run(() -> {
            var lease = journal.lease(resources(model), Duration.ZERO).orElseThrow();
            var attempt = journal.intend(submission(model, version), permit(model, "1", version), lease);
            journal.settle(attempt, APPLIED);
            return attempt.snapshot();
        });
    }

    private Hold open(String model, Duration expires) throws Exception {
        return run(() -> holds.open(
                submission(model, "2"), hold(model, "1", "2"), opening(expires), Optional.of(new byte[] {1, 2, 3})));
    }

    private static Review review(String person, Verdict verdict) {
        return new Review(person, Set.of(), verdict, "", "sha256:seen", Instant.EPOCH);
    }

    private java.sql.Connection owner() throws SQLException {
        var owner = embedded.address().owner();
        return DriverManager.getConnection(embedded.address().jdbcUrl(), owner.name(), owner.password());
    }

    /** Ends the connections that last ran a statement, the newest but this test's own first. */
    private void terminate(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + embedded.address().port() + "/stagegate", "postgres", "");
                var prepared = connection.prepareStatement(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = ?
                        ORDER BY backend_start DESC LIMIT 1
                        """)) {
            prepared.setString(1, statement);
            prepared.execute();
        }
    }

    private <T> T run(Callable<T> task) throws Exception {
        try {
            return threads.call(task).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static <T> T eventually(Callable<Optional<T>> look) throws Exception {
        for (var tries = 0; tries < 100; tries++) {
            var found = look.call();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it did not come about");
    }
}
