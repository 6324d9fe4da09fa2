package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.watch.WatchPlan;
import io.stagegate.gateway.journal.OverException;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.gateway.watch.Watched;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Claimed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Watches: begun and ended by outcomes, looked at by one replica at a time, and never forgetting what was seen. */
class WatchesTest extends WatchStoreTestCase {
    private static final int MANY = 20;
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void an_outcome_begins_a_watch_and_ends_the_one_before() throws Exception {
        watched("turns", "1", "2", 60_000);
        var first = watch("turns");
        assertThat(first.text("state")).contains("open");
        assertThat(first.text("previous")).contains("1");

        applied(intend("turns", "2", "2", Optional.empty()));
        assertThat(watch("turns")).isEqualTo(first);

        watched("turns", "2", "3", 60_000);
        assertThat(found(id(first)).text("state")).contains("superseded");
        assertThat(watch("turns").text("version")).contains("3");
        assertThat(audited(id(first))).containsExactly("watch.begun", "watch.ended");
    }

    @Test
    void what_served_before_serves_again_and_the_watch_says_who_did_it() throws Exception {
        var person = watched("person", "1", "2", 60_000);
        applied(intend("person", "2", "1", Optional.of(restore(person, JsonObject.EMPTY))));
        var itself = watched("itself", "1", "2", 60_000);
        var because = JsonObject.EMPTY.with("watch", id(watch("itself")));
        applied(intend("itself", "2", "1", Optional.of(restore(itself, because))));

        assertThat(watch("person").text("state")).contains("restored");
        assertThat(audited(id(watch("person")))).containsExactly("watch.begun", "watch.ended");
        assertThat(audited(id(watch("itself")))).containsExactly("watch.begun", "watch.restored");
        assertThatThrownBy(() -> sql("UPDATE watch SET state = 'open', ended_at = NULL WHERE id = '%s'"
                        .formatted(id(watch("itself")))))
                .hasMessageContaining("restored does not become open");
    }

    @Test
    void one_replica_looks_at_a_time_and_another_goes_on_where_it_is_gone() throws Exception {
        watched("leased", "1", "2", 60_000);
        makeDue("leased", "0 seconds");
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        try {
            var mine = claim(watches, "leased").orElseThrow();
            assertThat(claim(other.watches(), "leased")).isEmpty();
            // It does not know that it is believed to be gone.
            terminateLocks();
            var theirs = eventually(() -> claim(other.watches(), "leased"));
            assertThat(theirs.epoch()).isGreaterThan(mine.epoch());

            assertThat(run(() -> looked(watches, mine, 0.1))).isEmpty();
            assertThat(run(() -> looked(other.watches(), theirs, 0.1))).contains(1);
            assertThat(claim(other.watches(), "leased")).isEmpty();
        } finally {
            other.close();
        }
    }

    @Test
    void many_looks_at_the_same_time_are_each_recorded_once_and_void_ones_never() throws Exception {
        var claims = many();
        var wrong = claims.getFirst();
        sql("UPDATE watch SET epoch = epoch + 1 WHERE id = '%s'"
                .formatted(wrong.watch().id()));
        // Somebody has the row of another one for a while: it comes later, and the others do not wait for it.
        try (var connection = owner();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT 1 FROM watch WHERE id = '%s' FOR UPDATE"
                    .formatted(claims.getLast().watch().id()));
            var threads = new VirtualThreads(vertx);
            var numbers = claims.stream()
                    .map(claim -> threads.call(() -> looked(watches, claim, 0.1)))
                    .toList();
            for (var n = 0; n < MANY - 1; n++) {
                assertThat(numbers.get(n)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(5, TimeUnit.SECONDS))
                        .isEqualTo(n == 0 ? Optional.empty() : Optional.of(1));
            }
            assertThat(numbers.getLast().isComplete()).isFalse();
            connection.rollback();
            assertThat(numbers.getLast()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .contains(1);
        }
        assertThat(claims.stream().skip(1))
                .allSatisfy(claim ->
                        assertThat(found(claim.watch().id()).get("last")).isPresent());
        assertThat(found(wrong.watch().id()).get("last")).isEmpty();
    }

    private List<Claimed> many() throws Exception {
        for (var n = 0; n < MANY; n++) {
            watched("many-" + n, "1", "2", 60_000);
            makeDue("many-" + n, "0 seconds");
        }
        var claims = run(() -> watches.claim(100)).stream()
                .filter(c -> c.watch().change().target().model().startsWith("many-"))
                .toList();
        assertThat(claims).hasSize(MANY);
        return claims;
    }

    @Test
    void rules_see_no_looks_from_before_a_gap() throws Exception {
        watched("late", "1", "2", 60_000);
        look("late", "0 seconds", 0.1);
        look("late", "1 second", 0.2);
        var before = due("late", "2 seconds").orElseThrow();
        assertThat(before.gap()).isFalse();
        assertThat(before.earlier()).hasSize(2);
        assertThat(before.earlier().getFirst().seen().readings().getFirst().value())
                .isEqualTo(0.2);
        run(() -> looked(watches, before, Double.POSITIVE_INFINITY));

        assertThat(before.watch().plan())
                .isEqualTo(new WatchPlan(
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(90),
                        2,
                        Set.of("error-rate")));

        var gap = due("late", "61 seconds").orElseThrow();
        assertThat(gap.gap()).isTrue();
        assertThat(gap.earlier()).isEmpty();
        run(() -> looked(watches, gap, 0.4));
        var behind = due("late", "0 seconds").orElseThrow();
        assertThat(behind.earlier()).hasSize(1);
        assertThat(behind.watch().before().orElseThrow()).hasSize(1);

        var page = run(() -> watches.looks(behind.watch().id(), new Part(Optional.empty(), 3)));
        assertThat(page.items()).hasSize(3);
        var rest = run(() -> watches.looks(behind.watch().id(), new Part(page.next(), 3)));
        assertThat(rest.items()).hasSize(1);
        assertThat(page.items().get(1).toJson()).contains("\"value\":\"Infinity\"");
    }

    @Test
    void nothing_of_what_served_before_is_in_the_first_look() throws Exception {
        for (var n = 0; n < 10; n++) {
            watched("soon-" + n, "1", "2", 1_000);
        }

        assertThat(
                        one(
                                "SELECT bool_and(due_at >= begun_at + interval '1 second') FROM watch WHERE model LIKE 'soon-%'"))
                .isEqualTo("t");
    }

    @Test
    void rules_see_the_last_looks_and_not_all_of_them() throws Exception {
        watched("long", "1", "2", 60_000);
        for (var n = 0; n <= Watches.EARLIER; n++) {
            look("long", "0 seconds", n);
        }
        var claimed = due("long", "0 seconds").orElseThrow();

        assertThat(claimed.earlier().stream()
                        .map(look -> look.seen().readings().getFirst().value()))
                .containsExactly(10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0);
    }

    @Test
    void nothing_that_rules_ask_for_keeps_an_outcome_from_being_recorded() throws Exception {
        var attempt = intend("odd", "1", "2", Optional.empty());
        sql("""
                UPDATE attempt SET watch = '{"plans":[{"length":"PT2562047788015H","every":"PT0S","settling":"PT-1S","patience":0,"signals":[]}]}'
                WHERE id = '%s'""".formatted(attempt.id()));
        applied(attempt);

        var plan = due("odd", "0 seconds").orElseThrow().watch().plan();
        assertThat(plan.every()).isEqualTo(Duration.ofSeconds(1));
        assertThat(plan.settling()).isZero();
    }

    @Test
    void what_was_restored_away_and_what_was_tried_is_remembered() throws Exception {
        var first = watched("loop", "1", "2", 60_000);
        applied(intend("loop", "2", "1", Optional.of(restore(first, JsonObject.EMPTY))));
        watched("loop", "1", "2", 60_000);
        var third = watched("loop", "2", "3", 60_000);
        var claimed = due("loop", "0 seconds").orElseThrow();

        var past = run(() -> watches.past(claimed.watch(), DAY));
        assertThat(past.restoredAway()).containsExactly("2");
        assertThat(past.restores()).isEqualTo(1);
        assertThat(past.tries()).isEmpty();
        assertThat(run(() -> watches.past(claimed.watch(), Duration.ZERO)).restoredAway())
                .isEmpty();

        assertThat(run(() -> watches.changing(claimed.watch()))).isFalse();
        var because = JsonObject.EMPTY.with("watch", claimed.watch().id());
        var attempt = intend("loop", "3", "2", Optional.of(restore(third, because)));
        var id = attempt.submission().id();
        assertThat(run(() -> watches.changing(claimed.watch()))).isTrue();
        assertThat(run(() -> watches.past(claimed.watch(), DAY)).tries()).containsExactly(id + ": being found out");
        sql("UPDATE attempt SET at = at - interval '3 minutes' WHERE id = '" + attempt.id() + "'");
        assertThat(run(() -> watches.past(claimed.watch(), DAY)).tries())
                .containsExactly(id + ": what became of it is not known");
        run(() -> {
            watches.notSent(deed(claimed, 1), id);
            return true;
        });
        assertThat(run(() -> watches.past(claimed.watch(), DAY)).tries()).isEmpty();
    }

    @Test
    void whoever_has_not_noticed_that_a_watch_has_ended_puts_nothing_back_for_it() throws Exception {
        var first = watched("noticed", "1", "2", 60_000);
        var because = JsonObject.EMPTY.with("watch", id(watch("noticed")));
        applied(intend("noticed", "2", "1", Optional.of(restore(first, JsonObject.EMPTY))));
        watched("noticed", "1", "2", 60_000);

        assertThatThrownBy(() -> intend("noticed", "2", "1", Optional.of(restore(first, because))))
                .isInstanceOf(OverException.class);
    }

    @Test
    void what_is_asked_about_a_watch_that_has_ended_is_needless_also_where_it_does_not_know_of_it() throws Exception {
        var first = watched("question", "1", "2", 60_000);
        sql("""
                INSERT INTO promotion (id, at, upstream, workspace, model, operation, action, subject_id, subject, change, fingerprint,
                    restore, open, evaluation_digest, policy)
                SELECT 'p-question', at, upstream, workspace, model, operation, 'restore', 'stagegate', '{}', change, 'f-question',
                    '{"snapshot": "%s", "because": {"watch": "%s"}}', true, evaluation_digest, policy
                FROM promotion WHERE id = '%s';
                INSERT INTO hold (id, promotion, state, requester, requirement, digest, environments, expires_at)
                VALUES ('h-question', 'p-question', 'pending', '{}', '{}', '', '{}', now() + interval '1 hour')
                """.formatted(
                first.snapshot(), id(watch("question")), first.submission().id()));
        assertThat(run(() -> watches.needlessHolds())).isEmpty();
        watched("question", "2", "3", 60_000);

        assertThat(run(() -> watches.needlessHolds())).containsExactly("h-question");
    }

    @Test
    void people_are_told_once_an_hour_and_what_needs_them_stays_until_they_act() throws Exception {
        watched("told", "1", "2", 60_000);
        var claimed = due("told", "0 seconds").orElseThrow();
        var said = new Said(Word.TELL, "TELL-001", "watch.drl:3", "it is slow");
        run(() -> {
            watches.tell(deed(claimed, 1), said);
            watches.tell(deed(claimed, 2), said);
            watches.stuck(deed(claimed, 3), "the rules deny it");
            watches.stuck(deed(claimed, 4), "the rules deny it still");
            watches.giveBack(claimed);
            return true;
        });
        assertThat(audited(claimed.watch().id())).containsExactly("watch.begun", "watch.told", "watch.told");
        watched("quiet", "1", "2", 60_000);
        over("told");
        over("quiet");

        assertThat(run(() -> watches.endOver())).isPositive();
        assertThat(watch("quiet").text("state")).contains("over");
        assertThat(watch("told").text("state")).contains("open");
        assertThat(watch("told").text("trouble")).contains("the rules deny it");
        assertThat(run(() -> watches.count()).stuck()).isPositive();
        assertThat(run(() -> watches.end(claimed.watch().id(), Watched.End.GIVEN_UP, "enough", "ann")))
                .isTrue();
        assertThat(run(() -> watches.end(claimed.watch().id(), Watched.End.GIVEN_UP, "enough", "ann")))
                .isFalse();
        assertThat(watch("told").text("state")).contains("givenUp");
    }
}
