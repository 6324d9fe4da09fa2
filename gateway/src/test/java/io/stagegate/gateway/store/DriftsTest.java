package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.watch.WatchPlan;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.json.WatchPlanJson;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is done about changes around the gateway: by one replica, once, and only while it is so. */
class DriftsTest extends DriftStoreTestCase {
    @Test
    void a_drift_is_a_snapshot_of_what_was_permitted_last() throws Exception {
        var promotion = applied(intend("snap", "1", "2", Optional.empty()));
        seen("snap", "3");
        var first = drift("snap");
        assertThat(first.change().before().versions()).containsExactly("2");
        assertThat(first.change().after().versions()).containsExactly("3");
        seen("snap", "4");
        var second = drift("snap");

        assertThat(second.change().before().versions()).as("permitted").containsExactly("2");
        assertThat(snapshot(first.id()).latest()).isFalse();
        var snapshot = snapshot(second.id());
        assertThat(snapshot.undoesLatest()).isTrue();
        assertThat(snapshot.targets()).containsExactly(second.change());
        assertThat(snapshot.promotion()).isEmpty();
        assertThat(run(() -> journal.snapshot("d-0"))).isEmpty();
        assertThat(run(() -> journal.snapshot("d-" + "9".repeat(30)))).isEmpty();
        assertThat(run(() -> database.records().snapshot(second.id()))
                        .orElseThrow()
                        .toJson())
                .contains("\"from\":[\"2\"],\"to\":[\"4\"]");

        // To take it back is no later change of what the promotion did.
        applied(intend("snap", "4", "2", Optional.of(second)));
        assertThat(snapshot(second.id()).latest()).isFalse();
        assertThat(snapshot(promotion.snapshot()).latest()).isTrue();
        assertThat(audited(second)).containsExactly("target.drifted", "drift.restored");
        assertThat(open("snap")).isEmpty();
        applied(intend("snap", "2", "5", Optional.empty()));
        assertThat(snapshot(promotion.snapshot()).latest()).isFalse();
    }

    @Test
    void one_replica_acts_at_a_time_and_another_where_it_is_gone() throws Exception {
        var drift = drifted("claimed");
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        try {
            assertThat(run(() -> drifts.claim(drift))).isTrue();
            assertThat(run(() -> other.drifts().claim(drift))).isFalse();
            assertThat(run(() -> drifts.claim(drift))).as("once").isFalse();
            done(() -> drifts.giveBack(drift));
            assertThat(run(() -> other.drifts().claim(drift))).isTrue();
            // It does not know that it is believed to be gone.
            terminateLocks();
            eventually(() -> Optional.of(run(() -> drifts.claim(drift))).filter(taken -> taken));
        } finally {
            other.close();
        }
    }

    @Test
    void nothing_is_done_while_the_gateway_changes_the_target_or_once_it_has() throws Exception {
        var drift = drifted("changing");
        var attempt = intend("changing", "3", "4", Optional.empty());
        assertThat(open("changing")).isEmpty();
        assertThat(run(() -> drifts.claim(drift))).isFalse();
        assertThat(run(() -> drifts.adopt(deed(drift), "ann", "it is wanted"))).isFalse();

        applied(attempt);
        assertThat(open("changing")).isEmpty();
        assertThat(run(() -> drifts.claim(drift))).isFalse();
        assertThat(run(() -> drifts.adopt(deed(drift), "ann", "it is wanted"))).isFalse();
    }

    @Test
    void people_are_told_once_by_each_rule_and_asked_once() throws Exception {
        var drift = drifted("told");
        done(() -> {
            drifts.tell(deed(drift), SAID);
            drifts.tell(deed(drift), SAID);
            drifts.tell(deed(drift), new Said(Word.TELL, "TELL-002", "drift.drl:9", "it is odd"));
        });
        assertThat(drift("told").told()).containsExactlyInAnyOrder("TELL-001", "TELL-002");
        assertThat(audited(drift)).containsExactly("target.drifted", "drift.told", "drift.told");

        done(() -> {
            drifts.asked(deed(drift), "h-1", List.of(SAID));
            drifts.asked(deed(drift), "h-1", List.of(SAID));
        });
        assertThat(audited(drift)).endsWith("drift.told", "drift.asked").hasSize(4);
        assertThat(open("told")).isEmpty();
        assertThat(run(() -> drifts.claim(drift))).isFalse();
    }

    @Test
    void what_could_not_be_put_back_needs_somebody_until_something_else_serves() throws Exception {
        var drift = drifted("stuck");
        var before = run(() -> drifts.count());
        done(() -> drifts.stuck(deed(drift), "the rules deny it"));

        assertThat(run(() -> drifts.count()).stuck()).isEqualTo(before.stuck() + 1);
        assertThat(open("stuck")).isEmpty();
        assertThat(served("stuck").text("trouble")).contains("the rules deny it");
        assertThat(served("stuck").text("drift")).contains(drift.id());
        applied(intend("stuck", "3", "4", Optional.empty()));
        assertThat(run(() -> drifts.count()).stuck()).isEqualTo(before.stuck());
        assertThat(run(() -> drifts.count()).drifted()).isEqualTo(before.drifted() - 1);
    }

    @Test
    void what_people_do_not_want_put_back_stays_and_a_question_about_what_is_over_is_needless() throws Exception {
        var rejected = drifted("rejected");
        var hold = asked(rejected);
        var waiting = drifted("waiting");
        var needless = asked(waiting);
        assertThat(run(() -> drifts.needlessHolds())).doesNotContain(hold.id(), needless.id());
        assertThat(run(() -> drifts.adoptRejected())).isZero();

        run(() -> holds.decide(hold.id(), "bob", h -> ReviewRules.review(h, review("bob", Verdict.REJECTED), NOBODY)));
        assertThat(run(() -> drifts.adoptRejected())).isOne();
        assertThat(run(() -> drifts.adoptRejected())).isZero();

        assertThat(served("rejected").text("known")).contains("adopted");
        assertThat(served("rejected").text("adoptedBy")).contains("bob");
        assertThat(audited(rejected)).containsExactly("target.drifted", "drift.asked", "target.adopted");
        assertThat(seen("rejected", "3")).isEqualTo(Estate.Verdict.KNOWN);
        seen("rejected", "4");
        assertThat(drift("rejected").change().before().versions()).containsExactly("3");

        applied(intend("waiting", "3", "4", Optional.empty()));
        assertThat(run(() -> drifts.needlessHolds())).contains(needless.id()).doesNotContain(hold.id());
    }

    @Test
    void a_question_that_nobody_has_answered_needs_somebody() throws Exception {
        var drift = drifted("expired");
        var hold = asked(drift);
        var before = run(() -> drifts.count());
        run(() -> holds.decide(hold.id(), "ann", h -> ReviewRules.cancel(h, "ann")));

        assertThat(run(() -> drifts.count()).asking()).isEqualTo(before.asking() - 1);
        assertThat(run(() -> drifts.count()).stuck()).isEqualTo(before.stuck() + 1);
        assertThat(served("expired").text("trouble").orElse("")).contains(hold.id() + " is cancelled");
    }

    @Test
    void what_was_put_back_and_what_was_tried_is_remembered() throws Exception {
        var first = drifted("loop");
        var attempt = intend("loop", "3", "2", Optional.of(first));
        assertThat(run(() -> drifts.past(first, DAY)).tries())
                .containsExactly(attempt.submission().id() + ": being found out");
        applied(attempt);
        // What was taken away is let in, and goes around the gateway again.
        applied(intend("loop", "2", "3", Optional.empty()));
        seen("loop", "5");
        var second = drift("loop");

        var past = run(() -> drifts.past(second, DAY));
        assertThat(past.restoredAway()).containsExactly("3");
        assertThat(past.restores()).isOne();
        assertThat(past.tries()).isEmpty();
        assertThat(run(() -> drifts.past(second, Duration.ZERO)).restoredAway()).isEmpty();

        var unsent = intend("loop", "5", "3", Optional.of(second));
        done(() -> drifts.notSent(deed(second), unsent.submission().id()));
        assertThat(run(() -> drifts.past(second, DAY)).tries()).isEmpty();
        assertThat(run(() -> drifts.past(second, DAY)).unsent()).isOne();
    }

    @Test
    void what_is_watched_is_watched_on_once_it_serves_again() throws Exception {
        var attempt = intend("watched", "1", "2", Optional.empty());
        var plan = new WatchPlan(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ZERO, 2, Set.of("auc"));
        sql("UPDATE attempt SET watch = '{\"plans\":[%s]}' WHERE id = '%s'"
                .formatted(WatchPlanJson.write(plan).toJson(), attempt.id()));
        applied(attempt);
        seen("watched", "3");
        applied(intend("watched", "3", "2", Optional.of(drift("watched"))));
        assertThat(one("SELECT state FROM watch WHERE model = 'watched'")).isEqualTo("open");

        applied(intend("watched", "2", "4", Optional.empty()));
        assertThat(one("SELECT state FROM watch WHERE model = 'watched'")).isEqualTo("superseded");
    }

    @Test
    void what_was_done_can_be_added_to_and_never_changed() throws Exception {
        var drift = drifted("kept");
        done(() -> drifts.tell(deed(drift), SAID));

        assertThat(one("SELECT has_table_privilege('%s', 'drift_deed', 'UPDATE, DELETE, TRUNCATE')::text"
                        .formatted(embedded.address().app().name())))
                .isEqualTo("false");
    }
}
