package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.hold;
import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Holds.Revoked;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of holds by time alone, and of what was released in an emergency; by the database's clock. */
class HoldClockTest extends ToldTestCase {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @AfterEach
    void whatever_was_told_was_whole() throws Exception {
        try (var connection = owner();
                var broken = connection
                        .createStatement()
                        .executeQuery("SELECT type FROM event WHERE data::jsonb #>> '{hold,intact}' = 'false'")) {
            assertThat(broken.next()).isFalse();
        }
    }

    @Test
    void those_who_could_approve_are_reminded_and_others_are_asked() throws Exception {
        var soon = Optional.of(new Escalation(Optional.of(Duration.ofMillis(300)), List.of("heads")));
        var asks = Requirement.of(new Quorum(1, List.of("risk"), false, soon)).remind(Duration.ofMillis(200));
        var held = open("told", asks, Duration.ofHours(1));

        eventually(() -> {
            tell();
            return types(held).containsAll(List.of("hold.reminder", "hold.escalated"))
                    ? Optional.of(1)
                    : Optional.empty();
        });
        eventually(() -> {
            tell();
            return types(held).stream().filter("hold.reminder"::equals).count() > 1 ? Optional.of(1) : Optional.empty();
        });

        assertThat(types(held)).filteredOn("hold.escalated"::equals).hasSize(1);
        assertThat(run(() -> review(held, "bob", Verdict.APPROVED, "heads"))).isInstanceOf(Ruling.Accepted.class);
        assertThat(find(held).intact()).isTrue();
    }

    @Test
    void where_the_rules_say_so_others_are_asked_in_place_of_expiry_and_only_once() throws Exception {
        var last = Optional.of(new Escalation(Optional.empty(), List.of("heads")));
        var asks = Requirement.of(new Quorum(1, List.of("risk"), false, last)).extension(Duration.ofMillis(500));
        var held = open("extended", asks, Duration.ofMillis(1));
        assertThat(run(() -> review(held, "bob", Verdict.APPROVED, "heads"))).isInstanceOf(Ruling.Refused.class);

        eventually(() -> {
            assertThat(run(() -> holds.expireDue())).doesNotContain(held.id());
            return find(held).extended() ? Optional.of(1) : Optional.empty();
        });
        assertThat(find(held).intact()).isTrue();
        assertThat(types(held)).contains("hold.escalated");
        eventually(() -> run(() -> holds.expireDue()).contains(held.id()) ? Optional.of(1) : Optional.empty());
        assertThat(find(held).state()).isEqualTo(new HoldState.Expired());
    }

    @Test
    void very_many_that_are_due_at_once_each_end_once() throws Exception {
        var held = new ArrayList<Hold>();
        for (var i = 0; i < 300; i++) {
            held.add(open("many-" + i, Duration.ofMillis(1)));
        }

        var ended = new ArrayList<String>();
        eventually(() -> {
            ended.addAll(run(() -> holds.expireDue()));
            return ended.size() >= held.size() ? Optional.of(1) : Optional.empty();
        });

        assertThat(ended)
                .doesNotHaveDuplicates()
                .containsAll(held.stream().map(Hold::id).toList());
        for (var one : List.of(held.getFirst(), held.get(150), held.getLast())) {
            assertThat(find(one).state()).isEqualTo(new HoldState.Expired());
            assertThat(find(one).intact()).isTrue();
            assertThat(types(one)).filteredOn("hold.expired"::equals).hasSize(1);
            assertThat(run(() -> holds.standingOf(one.promotion()))).isPresent();
        }
        try (var connection = owner();
                var open = connection
                        .createStatement()
                        .executeQuery("SELECT 1 FROM promotion WHERE open AND model LIKE 'many-%'")) {
            assertThat(open.next()).isFalse();
        }
    }

    @Test
    void what_was_released_in_an_emergency_and_not_ratified_is_put_back_once() throws Exception {
        var held = released("lapsed", Duration.ofSeconds(1));

        var revoked = eventually(() -> {
            run(() -> {
                holds.lapseDue();
                return true;
            });
            return run(() -> holds.revoked(Duration.ofMinutes(1))).stream()
                    .filter(r -> r.hold().equals(held.id()))
                    .findFirst();
        });
        assertThat(run(() -> holds.revoked(Duration.ofMinutes(1))))
                .extracting(Revoked::hold)
                .doesNotContain(held.id());
        putBack(revoked);

        assertThat(glass(held)).isEqualTo(BreakGlass.State.RESTORED);
        assertThat(types(held))
                .contains("hold.glassBroken", "hold.released", "hold.glassRevoked", "hold.glassRestored");
        assertThat(find(held).intact()).isTrue();
    }

    @Test
    void what_was_ratified_stays() throws Exception {
        var held = released("ratified", Duration.ofSeconds(1));

        assertThat(run(() -> review(held, "eve", Verdict.APPROVED))).isInstanceOf(Ruling.Refused.class);
        assertThat(run(() -> review(held, "bob", Verdict.APPROVED))).isInstanceOf(Ruling.Ratified.class);
        Thread.sleep(1_100);
        run(() -> {
            holds.lapseDue();
            return true;
        });

        assertThat(glass(held)).isEqualTo(BreakGlass.State.RATIFIED);
    }

    @Test
    void of_what_the_upstream_refused_nothing_is_put_back() throws Exception {
        var held = broken("refused", Duration.ofSeconds(1));
        var refused = new Outcome.Refused(Reply.json(400, "{}"));
        settle(held, "refused", refused);

        run(() -> {
            holds.lapseDue();
            return true;
        });

        assertThat(glass(held)).isEqualTo(BreakGlass.State.VOID);
    }

    @Test
    void no_more_are_held_than_may_be() throws Exception {
        open("limited", Duration.ofHours(1));
        open("limited-2", Duration.ofHours(1));

        refused("limited", new Holds.Limits(1_000, 1, 1_000), "1 change of limited waits for approval already");
        refused("limited-3", new Holds.Limits(2, 1_000, 1_000), "2 changes of ann wait for approval already");
        refused("limited-3", new Holds.Limits(1_000, 1_000, 2), "2 changes in all wait for approval already");
    }

    private void refused(String model, Holds.Limits limits, String why) {
        var opening =
                new Holds.Opening("h-limited", StoreFixture.ONE, "sha256:x", Duration.ofHours(1), limits, List.of());
        assertThatThrownBy(() ->
                        run(() -> holds.open(submission(model, "3"), hold(model, "1", "3"), opening, Optional.empty())))
                .isInstanceOf(Holds.TooManyException.class)
                .hasMessageContaining(why);
    }

    private Hold broken(String model, Duration ratifyWithin) throws Exception {
        var held = open(model, Duration.ofHours(1));
        var glass = new BreakGlass(
                0, "eve", "it is down", "sha256:seen", NOW, NOW.plus(ratifyWithin), BreakGlass.State.OPEN);
        assertThat(run(() -> holds.decide(held.id(), "eve", hold -> ReviewRules.breakGlass(hold, glass))))
                .isInstanceOf(Ruling.Broken.class);
        return held;
    }

    private Hold released(String model, Duration ratifyWithin) throws Exception {
        var held = broken(model, ratifyWithin);
        settle(held, model, APPLIED);
        return held;
    }

    private void settle(Hold held, String model, Outcome outcome) throws Exception {
        var claimed = run(() -> holds.claim(held.id(), Duration.ofMinutes(1)).orElseThrow());
        assertThat(claimed.intact()).isTrue();
        Attempt attempt = run(() -> {
            var lease = journal.lease(resources(model), Duration.ZERO).orElseThrow();
            var submission = journal.submission(held.promotion()).orElseThrow();
            return holds.release(claimed, submission, permit(model, "1", "2"), lease);
        });
        run(() -> {
            journal.settle(attempt, outcome);
            return true;
        });
    }

    private void putBack(Revoked revoked) throws Exception {
        run(() -> {
            holds.putBack(revoked, true, "put back");
            return true;
        });
    }

    private void tell() throws Exception {
        run(() -> {
            holds.tellDue();
            return true;
        });
    }

    private Ruling review(Hold held, String person, Verdict verdict, String... groups) {
        var review = new Review(person, Set.of(groups), verdict, "", "sha256:seen", NOW);
        return holds.decide(held.id(), person, hold -> ReviewRules.review(hold, review, NOBODY));
    }

    private BreakGlass.State glass(Hold held) throws Exception {
        return find(held).glass().orElseThrow().state();
    }

    private Hold find(Hold held) throws Exception {
        return run(() -> holds.find(held.id()).orElseThrow());
    }

    private List<String> types(Hold held) throws Exception {
        var promotion = run(() -> database.records().promotion(held.promotion()).orElseThrow());
        return promotion.items("story").stream()
                .map(JsonObject.class::cast)
                .map(entry -> entry.text("type").orElse(""))
                .toList();
    }
}
