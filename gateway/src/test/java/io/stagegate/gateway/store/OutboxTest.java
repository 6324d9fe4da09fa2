package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.deny;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Review.Via;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.seal.RowSeal;
import io.stagegate.gateway.threads.Turns;
import io.stagegate.gateway.webhook.Deliveries.Result;
import io.vertx.core.Future;
import io.vertx.pgclient.PgBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Events beside the records that they tell of, and what receivers pass on. */
class OutboxTest extends ToldTestCase {
    @Test
    void an_event_stands_beside_each_record_and_shows_what_was_so_then() throws Exception {
        var held = open("told", Duration.ofHours(1));
        run(() -> holds.decide(held.id(), "bob", h -> ReviewRules.review(h, review("bob", Verdict.REJECTED), NOBODY)));

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
        assertThat(event.data().get("promotion").flatMap(p -> p.text("decision")))
                .contains("deny");
        assertThat(event.hold()).isEmpty();
    }

    @Test
    void what_is_rolled_back_was_never_told() throws Exception {
        var pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(embedded.address().options())
                .build();
        var outbox = new Outbox(
                List.of(new Outbox.Subscription("log", _ -> true)),
                new HoldView(new HoldRows(Optional.of(new RowSeal(KEYS))), Roster.EMPTY));
        var sql = new Sql(pool, new Turns(vertx, 1, Duration.ofSeconds(5)), Duration.ofSeconds(5), outbox);
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

    private Ruling passOn(Hold held, String person, Optional<String> message) throws Exception {
        var review = new Review(person, Set.of(), Verdict.APPROVED, "", held.digest(), Instant.EPOCH)
                .by(new Via("bot", false));
        return run(() -> deliveries.decide(
                held.id(), person, "bot", message, found -> ReviewRules.review(found, review, NOBODY)));
    }

    @Test
    void a_message_is_taken_once_whoever_takes_it() throws Exception {
        var held = open("once", Duration.ofHours(1));
        var racers = new ArrayList<Future<Ruling>>();
        for (var n = 0; n < 16; n++) {
            var person = "p" + n;
            var review = new Review(person, Set.of(), Verdict.APPROVED, "", held.digest(), Instant.EPOCH)
                    .by(new Via("bot", true));
            racers.add(threads.call(() -> deliveries.decide(
                    held.id(), person, "bot", Optional.of("m-1"), found -> ReviewRules.review(found, review, NOBODY))));
        }

        var rulings = racers.stream().map(StoreTestCase::join).toList();

        assertThat(rulings.stream().filter(r -> r instanceof Ruling.Accepted)).hasSize(1);
        assertThat(rulings.stream()
                        .filter(r -> r instanceof Ruling.Refused(var problem, var _) && problem == Problem.TWICE))
                .hasSize(15);
    }

    @Test
    void a_person_is_passed_on_once_for_a_hold_as_it_is() throws Exception {
        var held = open("twice", Requirement.of(new Quorum(2, "*")), Duration.ofHours(1));

        assertThat(passOn(held, "bob", Optional.empty())).isInstanceOf(Ruling.Accepted.class);
        assertThat(passOn(held, "bob", Optional.empty()))
                .isInstanceOfSatisfying(
                        Ruling.Refused.class, r -> assertThat(r.problem()).isEqualTo(Problem.TWICE));
        // Both by one hand: one of the two places is filled.
        assertThat(passOn(held, "eve", Optional.empty()))
                .isInstanceOfSatisfying(
                        Ruling.Accepted.class, a -> assertThat(a.state()).isInstanceOf(HoldState.Pending.class));
        assertThat(run(() -> holds.find(held.id())).orElseThrow().reviews())
                .allMatch(r -> r.via().equals(Optional.of(new Via("bot", false))));
    }
}
