package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.deny;
import static io.stagegate.gateway.store.StoreFixture.hold;
import static io.stagegate.gateway.store.StoreFixture.opening;
import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Records;
import io.stagegate.gateway.journal.Records.Reach;
import io.stagegate.gateway.threads.Turns;
import io.vertx.pgclient.PgBuilder;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal in PostgreSQL, and what the database itself keeps anybody from doing. */
class JournalTest extends StoreTestCase {
    @Test
    void an_intent_is_settled_once_and_its_story_is_told_in_order() throws Exception {
        var submission = submission("story", "2");
        var attempt = run(() -> {
            var lease = journal.lease(resources("story"), Duration.ZERO).orElseThrow();
            return journal.intend(submission, permit("story", "1", "2"), lease);
        });
        assertThat(run(() -> holds.standingOf(submission.id()).orElseThrow().outcome()))
                .isEmpty();
        run(() -> {
            journal.settle(attempt, APPLIED);
            return true;
        });

        assertThat(run(() -> holds.standingOf(submission.id()).orElseThrow().outcome()))
                .contains(APPLIED);
        var promotion = run(() -> database.records().promotion(submission.id()).orElseThrow());
        assertThat(promotion.items("story").stream().map(r -> r.text("type").orElse("")))
                .containsExactly("promotion.decided", "attempt.intended", "promotion.settled");
        assertThat(promotion.text("outcome")).contains("applied");
        assertThat(run(() -> journal.snapshot(attempt.snapshot()).orElseThrow().latest()))
                .isTrue();
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
        assertThatThrownBy(() -> run(() ->
                        holds.open(again, hold("same", "1", "2"), opening(Duration.ofHours(1)), Optional.empty())))
                .isInstanceOf(AlreadyOpenException.class);
        assertThat(run(() -> holds.standing(again.fingerprint()).orElseThrow().promotion()))
                .isEqualTo(first.id());
    }

    @Test
    void a_denial_is_recorded_and_is_not_joined() throws Exception {
        var denied = submission("denied", "2");
        run(() -> {
            journal.deny(denied, deny("denied", "1", "2"));
            return true;
        });

        assertThat(run(() -> holds.standing(denied.fingerprint()))).isEmpty();
        assertThat(run(() ->
                        database.records().promotion(denied.id()).orElseThrow().text("decision")))
                .contains("deny");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit",
                "decision",
                "review",
                "snapshot",
                "attempt_target",
                "outcome",
                "policy_set",
                "policy_proposal",
                "policy_activation",
                "policy_refusal",
                "policy_release",
                "serving"
            })
    void the_gateway_can_append_facts_and_never_change_them(String table) throws Exception {
        var app = embedded.address().app();
        try (var connection = DriverManager.getConnection(embedded.address().jdbcUrl(), app.name(), app.password());
                var statement = connection.createStatement()) {
            for (var change : List.of("DELETE FROM ", "TRUNCATE ")) {
                assertThatThrownBy(() -> statement.execute(change + table)).hasMessageContaining("permission denied");
            }
            var column = table.equals("attempt_target")
                    ? "position = 0"
                    : table.equals("policy_set") ? "name = ''" : "at = now()";
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
                Optional.empty(),
                Optional.empty(),
                Optional.of("ann"),
                Optional.of("asked"),
                Optional.of("production"),
                Optional.of("registry"),
                none,
                Optional.of("promotion.settled"),
                none);

        var page = audit(filter, new Records.Part(none, 1), Reach.COMMITTED);
        var next = audit(filter, new Records.Part(page.next(), 5), Reach.COMMITTED);

        assertThat(page.items()).hasSize(1);
        assertThat(next.items()).hasSize(1).isNotEqualTo(page.items());
    }

    private Records.Page audit(Records.AuditFilter filter, Records.Part part, Reach reach) throws Exception {
        return run(() -> database.records().audit(filter, part, reach));
    }

    @Test
    void who_follows_the_audit_misses_no_record_that_commits_late() throws Exception {
        var none = Optional.<String>empty();
        var filter = new Records.AuditFilter(
                Optional.empty(), Optional.empty(), none, Optional.of("late"), none, none, none, none, none);
        try (var slow = owner();
                var insert = slow.createStatement()) {
            slow.setAutoCommit(false);
            insert.execute("""
                    INSERT INTO audit (type, subject, upstream, model, environments, operation, record)
                    VALUES ('slow', 'ann', 'registry', 'late', '{}', 'test', '{}')
                    """);
            apply("late", "2");

            var everything = audit(filter, new Records.Part(none, 50), Reach.COMMITTED);
            var followed = audit(filter, new Records.Part(none, 50), Reach.FINAL);
            slow.commit();
            var gone = audit(filter, new Records.Part(followed.next(), 50), Reach.FINAL);

            assertThat(types(everything))
                    .containsExactly("promotion.decided", "attempt.intended", "promotion.settled", "target.adopted");
            assertThat(types(followed)).isEmpty();
            assertThat(types(gone))
                    .containsExactly(
                            "slow", "promotion.decided", "attempt.intended", "promotion.settled", "target.adopted");
        }
    }

    private static List<String> types(Records.Page page) {
        return page.items().stream().map(i -> i.text("type").orElse("")).toList();
    }

    @Test
    void after_a_statement_that_took_too_long_the_same_thread_goes_on() throws Exception {
        var pool = PgBuilder.pool()
                .using(vertx)
                .connectingTo(embedded.address().options())
                .build();
        var sql = new Sql(
                pool,
                new Turns(vertx, 1, Duration.ofSeconds(5)),
                Duration.ofSeconds(1),
                new Outbox(List.of(), new HoldView(new HoldRows(Optional.empty()), Roster.EMPTY)));

        var number = run(() -> {
            assertThatThrownBy(() -> sql.transaction("sleeping", tx -> tx.query("SELECT pg_sleep(3)")))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("the database gave no answer in time");
            return sql.transaction(
                    "asking", tx -> tx.first("SELECT 7 AS it").orElseThrow().getInteger("it"));
        });

        assertThat(number).isEqualTo(7);
        pool.close();
    }
}
