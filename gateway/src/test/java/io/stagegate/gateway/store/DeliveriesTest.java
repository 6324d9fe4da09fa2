package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.deny;
import static io.stagegate.gateway.store.StoreFixture.hold;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Review.Via;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.webhook.Deliveries;
import io.stagegate.gateway.webhook.Deliveries.Claimed;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.hold.Holds.Opening;
import io.vertx.core.Future;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.decision.Quorum;
import io.vertx.pgclient.PgBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events beside the records that they tell of, and their deliveries: claims, order, retries, and what is given up. */
class DeliveriesTest extends StoreTestCase {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private Database told;
    private Deliveries deliveries;

    @BeforeAll
    void open() throws Exception {
        told = new Database(
                vertx,
                embedded.address(),
                new Outbox(List.of(
                        new Outbox.Subscription("bot", type -> type.startsWith("hold.")),
                        new Outbox.Subscription("log", _ -> true))));
        holds = told.holds();
        journal = told.journal();
        deliveries = told.deliveries();
        run(() -> {
            deliveries.configure(Map.of("bot", "1", "log", "1"));
            return true;
        });
    }

    @AfterAll
    void close() {
        told.close();
    }

    @BeforeEach
    void empty() throws Exception {
        try (var connection = owner();
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM event");
            statement.execute("UPDATE webhook SET disabled_at = NULL, claimed_until = '-infinity'");
        }
    }

    private List<String> types(String webhook) throws Exception {
        return run(() -> deliveries.list(Optional.of(webhook), Optional.empty(), new Part(Optional.empty(), 100))
                        .items())
                .reversed().stream()
                        .map(d -> d.text("type").orElseThrow())
                        .toList();
    }

    private Optional<Claimed> claim(String webhook) throws Exception {
        return run(() -> deliveries.claim(webhook, LEASE));
    }

    private void settle(Claimed claimed, Result result) throws Exception {
        run(() -> {
            deliveries.settle(claimed, result);
            return true;
        });
    }

    private JsonObject only(String webhook) throws Exception {
        return run(() -> deliveries.list(Optional.of(webhook), Optional.empty(), new Part(Optional.empty(), 1)))
                .items()
                .getFirst();
    }

    private static Result.Again again(Duration after) {
        return new Result.Again(503, "busy", after);
    }

    @Test
    void an_event_stands_beside_each_record_and_shows_what_was_so_then() throws Exception {
        var held = open("told", Duration.ofHours(1));
        run(() -> holds.decide(held.id(), "bob", h -> ReviewRules.review(h, review("bob", Verdict.REJECTED))));

        assertThat(types("bot")).containsExactly("hold.created", "hold.reviewed", "hold.rejected");
        var first = claim("bot").orElseThrow();
        var hold = first.event().data().get("hold").orElseThrow();
        assertThat(first.event().hold()).contains(held.id());
        assertThat(hold.text("state")).contains("pending");
        assertThat(hold.items("reviews")).isEmpty();
        settle(first, new Result.Delivered(204));
        var second = claim("bot").orElseThrow().event().data().get("hold").orElseThrow();
        assertThat(second.text("state")).contains("rejected");
        assertThat(second.items("reviews").getFirst().text("reviewer")).contains("bob");
    }

    @Test
    void what_is_shown_is_what_the_api_gives() throws Exception {
        var held = open("same", Duration.ofHours(1));

        var event = claim("bot").orElseThrow().event();

        assertThat(event.data().get("hold"))
                .isEqualTo(run(() -> told.records().hold(held.id())).map(h -> h));
    }

    @Test
    void a_denied_promotion_and_an_applied_one_are_told_to_who_wants_it() throws Exception {
        run(() -> {
            journal.deny(submission("denied", "2"), deny("denied", "1", "2"));
            return true;
        });
        apply("applied", "2");

        assertThat(types("bot")).isEmpty();
        assertThat(types("log")).containsExactly("promotion.denied", "promotion.applied");
        var event = claim("log").orElseThrow().event();
        assertThat(event.data().get("promotion").flatMap(p -> p.text("decision"))).contains("deny");
        assertThat(event.hold()).isEmpty();
    }

    @Test
    void what_is_rolled_back_was_never_told() throws Exception {
        var pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(embedded.address().options())
                .build();
        var outbox = new Outbox(List.of(new Outbox.Subscription("log", _ -> true)));
        var sql = new Sql(pool, Duration.ofSeconds(5), outbox);
        var submission = submission("undone", "2");

        assertThatThrownBy(() -> run(() -> sql.transaction("failing", tx -> {
                    Submitted.insert(tx, submission, deny("undone", "1", "2"), false);
                    PgJournal.decided(tx, submission, deny("undone", "1", "2"), "request");
                    throw new IllegalStateException("after it was written");
                })))
                .hasStackTraceContaining("after it was written");

        assertThat(types("log")).isEmpty();
        join(pool.close());
    }

    @Test
    void one_replica_delivers_to_a_webhook_at_a_time_and_others_go_on() throws Exception {
        open("one", Duration.ofHours(1));
        open("two", Duration.ofHours(1));

        var first = claim("bot").orElseThrow();

        assertThat(claim("bot")).isEmpty();
        assertThat(claim("log")).isPresent();
        settle(first, new Result.Delivered(200));
        assertThat(claim("bot").orElseThrow().id()).isGreaterThan(first.id());
    }

    @Test
    void racers_get_a_delivery_once() throws Exception {
        open("raced", Duration.ofHours(1));

        var racers = new ArrayList<Future<Optional<Claimed>>>();
        for (var n = 0; n < 32; n++) {
            racers.add(threads.call(() -> deliveries.claim("bot", LEASE)));
        }

        assertThat(racers.stream().map(StoreTestCase::join).filter(Optional::isPresent)).hasSize(1);
    }

    @Test
    void a_replica_that_lost_its_lease_settles_nothing() throws Exception {
        open("frozen", Duration.ofHours(1));
        var frozen = run(() -> deliveries.claim("bot", Duration.ZERO)).orElseThrow();

        var next = eventually(() -> claim("bot"));
        settle(frozen, new Result.Delivered(200));

        assertThat(next.id()).isEqualTo(frozen.id());
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(next.event().id()).isEqualTo(frozen.event().id());
        assertThat(only("bot").text("state")).contains("pending");
        settle(next, new Result.Delivered(200));
        assertThat(only("bot").text("state")).contains("delivered");
    }

    @Test
    void later_ones_wait_behind_one_that_is_tried_again() throws Exception {
        open("head", Duration.ofHours(1));
        open("behind", Duration.ofHours(1));

        settle(claim("bot").orElseThrow(), again(Duration.ofHours(1)));

        assertThat(claim("bot")).isEmpty();
        assertThat(run(() -> deliveries.standing()).get("bot").get("pending").orElseThrow().toJson()).isEqualTo("2");
    }

    @Test
    void one_that_was_tried_three_times_steps_aside_but_not_for_its_own_hold() throws Exception {
        var held = open("stuck", Duration.ofHours(1));
        run(() -> holds.decide(held.id(), "bob", h -> ReviewRules.review(h, review("bob", Verdict.REJECTED))));
        open("free", Duration.ofHours(1));

        for (var n = 0; n < 3; n++) {
            var stuck = eventually(() -> claim("bot"));
            assertThat(stuck.attempt()).isEqualTo(n + 1);
            settle(stuck, again(n == 2 ? Duration.ofHours(1) : Duration.ZERO));
        }

        var next = claim("bot").orElseThrow();
        assertThat(next.event().type()).isEqualTo("hold.created");
        assertThat(next.event().hold()).isNotEqualTo(Optional.of(held.id()));
        settle(next, new Result.Delivered(200));
        assertThat(claim("bot")).isEmpty();
    }

    @Test
    void a_410_disables_it_and_what_it_misses_can_be_replayed() throws Exception {
        open("gone", Duration.ofHours(1));
        open("waiting", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Gone(410, "it said 410"));
        open("missed", Duration.ofHours(1));

        assertThat(claim("bot")).isEmpty();
        assertThat(run(() -> deliveries.due())).doesNotContain("bot");
        var standing = run(() -> deliveries.standing()).get("bot");
        assertThat(standing.text("disabledWhy")).contains("it said 410");
        assertThat(standing.get("failed").orElseThrow().toJson()).isEqualTo("3");
        assertThat(audited("webhook.disabled")).contains("it said 410");

        assertThat(run(() -> deliveries.enable("bot", "ann"))).isTrue();
        assertThat(run(() -> deliveries.enable("bot", "ann"))).isFalse();
        assertThat(claim("bot")).isEmpty();
        var missed = only("bot").text("id").orElseThrow();
        assertThat(run(() -> deliveries.replay(missed, "ann")).orElseThrow().text("state"))
                .contains("pending");
        assertThat(claim("bot").orElseThrow().attempt()).isEqualTo(1);
        assertThat(audited("webhook.replayed")).contains(missed);
    }

    private String audited(String type) throws Exception {
        try (var connection = owner();
                var statement = connection.prepareStatement(
                        "SELECT record::text FROM audit WHERE type = ? ORDER BY id DESC LIMIT 1")) {
            statement.setString(1, type);
            var rows = statement.executeQuery();
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Test
    void a_changed_configuration_enables_it() throws Exception {
        open("changed", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Gone(410, "it said 410"));

        configure("1");
        assertThat(run(() -> deliveries.standing()).get("bot").text("disabledAt")).isPresent();
        configure("2");

        assertThat(run(() -> deliveries.standing()).get("bot").text("disabledAt")).isEmpty();
        configure("1");
    }

    private void configure(String digest) throws Exception {
        run(() -> {
            deliveries.configure(Map.of("bot", digest));
            return true;
        });
    }

    @Test
    void one_that_is_given_up_is_replayed_from_its_first_attempt_on() throws Exception {
        open("given-up", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Failed(500, "it said 500"));

        var failed = only("bot");
        assertThat(failed.text("state")).contains("failed");
        assertThat(failed.text("problem")).contains("it said 500");
        assertThat(run(() -> deliveries.replay("d-0", "ann"))).isEmpty();
        assertThat(run(() -> deliveries.replay("nonsense", "ann"))).isEmpty();
        run(() -> deliveries.replay(failed.text("id").orElseThrow(), "ann"));

        assertThat(claim("bot").orElseThrow().attempt()).isEqualTo(1);
    }

    @Test
    void what_is_long_done_is_swept_away_and_what_is_pending_is_not() throws Exception {
        open("old", Duration.ofHours(1));
        open("old-too", Duration.ofHours(1));
        settle(claim("bot").orElseThrow(), new Result.Delivered(200));
        settle(claim("log").orElseThrow(), new Result.Delivered(200));
        try (var connection = owner();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE event SET at = at - interval '31 days'");
        }

        run(() -> {
            deliveries.sweep();
            return true;
        });

        assertThat(types("bot")).hasSize(1);
    }

    private Ruling passOn(Hold held, String person, Optional<String> message) throws Exception {
        var review = new Review(
                person, Set.of(), Verdict.APPROVED, "", held.digest(), Instant.EPOCH, Optional.of(new Via("bot", false)));
        return run(() ->
                deliveries.decide(held.id(), person, "bot", message, found -> ReviewRules.review(found, review)));
    }

    @Test
    void a_message_is_taken_once_whoever_takes_it() throws Exception {
        var held = open("once", Duration.ofHours(1));
        var racers = new ArrayList<Future<Ruling>>();
        for (var n = 0; n < 16; n++) {
            var person = "p" + n;
            var review = new Review(
                    person, Set.of(), Verdict.APPROVED, "", held.digest(), Instant.EPOCH, Optional.of(new Via("bot", true)));
            racers.add(threads.call(() -> deliveries.decide(
                    held.id(), person, "bot", Optional.of("m-1"), found -> ReviewRules.review(found, review))));
        }

        var rulings = racers.stream().map(StoreTestCase::join).toList();

        assertThat(rulings.stream().filter(r -> r instanceof Ruling.Accepted)).hasSize(1);
        assertThat(rulings.stream()
                        .filter(r -> r instanceof Ruling.Refused(var problem, var _) && problem == Problem.TWICE))
                .hasSize(15);
    }

    @Test
    void a_person_is_passed_on_once_for_a_hold_as_it_is() throws Exception {
        var held = run(() -> holds.open(
                submission("twice", "2"),
                hold("twice", "1", "2"),
                new Opening(
                        "h-" + UUID.randomUUID(),
                        new Requirement(
                                List.of(new Quorum(2, "*")), Optional.empty(), 1),
                        "sha256:seen",
                        Duration.ofHours(1)),
                Optional.empty()));

        assertThat(passOn(held, "bob", Optional.empty())).isInstanceOf(Ruling.Accepted.class);
        assertThat(passOn(held, "bob", Optional.empty()))
                .isInstanceOfSatisfying(Ruling.Refused.class, r -> assertThat(r.problem())
                        .isEqualTo(Problem.TWICE));
        // Both by one hand: one of the two places is filled.
        assertThat(passOn(held, "eve", Optional.empty()))
                .isInstanceOfSatisfying(
                        Ruling.Accepted.class, a -> assertThat(a.state()).isInstanceOf(HoldState.Pending.class));
        assertThat(run(() -> holds.find(held.id())).orElseThrow().reviews())
                .allMatch(r -> r.via().equals(Optional.of(new Via("bot", false))));
    }
}
