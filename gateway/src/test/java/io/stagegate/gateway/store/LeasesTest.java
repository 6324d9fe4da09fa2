package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.LostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases and attempts: one holder at a time, and whose attempts are taken over. */
class LeasesTest extends StoreTestCase {
    @Test
    void a_lease_that_cannot_be_given_up_now_is_given_up_with_the_next_look_for_orphans() throws Exception {
        var lease = run(() -> journal.lease(resources("kept"), Duration.ZERO).orElseThrow());
        try (var connection = owner()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("SELECT 1 FROM lease WHERE resource = 'registry//kept' FOR UPDATE");
            run(() -> {
                journal.giveUp(lease);
                return true;
            });
        }
        assertThat(run(() -> journal.lease(resources("kept"), Duration.ZERO))).isEmpty();
        run(() -> journal.orphans());

        assertThat(run(() -> journal.lease(resources("kept"), Duration.ZERO))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 46})
    void what_an_attempt_has_begun_is_over_some_time_after_its_intent_whoever_takes_it_over(int seconds)
            throws Exception {
        var model = "over-" + seconds;
        var attempt = run(() -> {
            var lease = journal.lease(resources(model), Duration.ZERO).orElseThrow();
            return journal.intend(submission(model, "2"), permit(model, "1", "2"), lease);
        });
        assertThat(attempt.mayBegin()).isTrue();
        assertThat(attempt.isOver()).isFalse();
        try (var connection = owner()) {
            connection
                    .createStatement()
                    .executeUpdate("UPDATE attempt SET at = at - interval '%d seconds' WHERE id = '%s'"
                            .formatted(seconds, attempt.id()));
            connection
                    .createStatement()
                    .executeUpdate("UPDATE lease SET until = '-infinity' WHERE resource = 'registry//" + model + "'");
        }
        var adopted = eventually(() -> run(() -> journal.orphans()).stream()
                .filter(orphan -> orphan.id().equals(attempt.id()))
                .findFirst());

        assertThat(adopted.isOver()).isEqualTo(seconds > 45);
        run(() -> {
            journal.settle(adopted, APPLIED);
            return true;
        });
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
        assertThat(second.epochs().get("registry//leased"))
                .isGreaterThan(first.epochs().get("registry//leased"));
        assertThatThrownBy(
                        () -> run(() -> journal.intend(submission("leased", "2"), permit("leased", "1", "2"), first)))
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

    /** An owner whose connection has ended for a moment is alive, and may intend something at the moment that its lease is looked at. */
    @Test
    void what_is_intended_while_its_lease_is_being_taken_keeps_it() throws Exception {
        var lease = run(() -> journal.lease(resources("hurried"), Duration.ZERO).orElseThrow());
        apply("hurried-before", "2");
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        try (var connection = owner();
                var intending = connection.createStatement()) {
            connection.setAutoCommit(false);
            intending.execute("SELECT 1 FROM lease WHERE resource = 'registry//hurried' FOR UPDATE");
            intending.execute("""
                    INSERT INTO attempt (id, promotion, snapshot, resources, owner, epochs)
                    SELECT 'a-hurried', promotion, snapshot, ARRAY['registry//hurried'], owner, epochs FROM attempt
                    WHERE resources = ARRAY['registry//hurried-before'] LIMIT 1
                    """);
            terminateLocks();
            var taking = threads.call(() -> other.journal().lease(resources("hurried"), Duration.ZERO));
            Thread.sleep(500);
            connection.commit();

            assertThat(join(taking)).isEmpty();
        }
        run(() -> {
            journal.giveUp(lease);
            return true;
        });
        other.close();
    }

    @Test
    void the_attempt_of_an_owner_that_is_gone_is_adopted_and_the_owner_can_settle_no_more() throws Exception {
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        var lost = run(() -> {
            var lease = other.journal()
                    .lease(resources("orphan"), Duration.ofSeconds(2))
                    .orElseThrow();
            return other.journal().intend(submission("orphan", "2"), permit("orphan", "1", "2"), lease);
        });
        assertThat(run(() -> journal.orphans())).noneMatch(orphan -> orphan.id().equals(lost.id()));
        other.close();

        var adopted = eventually(() -> run(() -> journal.orphans()).stream()
                .filter(orphan -> orphan.id().equals(lost.id()))
                .findFirst());

        assertThat(adopted.targets()).isEqualTo(lost.targets());
        assertThat(adopted.isOver()).isFalse();
        run(() -> {
            journal.settle(adopted, APPLIED);
            return true;
        });
    }

    @Test
    void the_attempt_of_a_lease_that_has_ended_is_adopted_and_the_owner_can_settle_no_more() throws Exception {
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        var lost = run(() -> {
            var lease = other.journal()
                    .lease(resources("frozen"), Duration.ofSeconds(2))
                    .orElseThrow();
            return other.journal().intend(submission("frozen", "2"), permit("frozen", "1", "2"), lease);
        });
        assertThat(run(() -> journal.orphans())).noneMatch(orphan -> orphan.id().equals(lost.id()));
        try (var connection = owner()) {
            connection
                    .createStatement()
                    .executeUpdate("UPDATE lease SET until = '-infinity' WHERE resource = 'registry//frozen'");
        }
        eventually(() -> run(() -> journal.orphans()).stream()
                .filter(orphan -> orphan.id().equals(lost.id()))
                .findFirst());

        assertThatThrownBy(() -> run(() -> {
                    other.journal().settle(lost, APPLIED);
                    return true;
                }))
                .isInstanceOf(LostException.class)
                .hasMessageContaining("another replica");
        other.close();
    }

    /** Where the database was away for a moment nobody holds a lock, and whoever has made an attempt may be at it. */
    @Test
    void the_attempt_of_an_owner_whose_connection_has_ended_is_left_to_it() throws Exception {
        var other = new Database(vertx, embedded.address(), Optional.of(KEYS));
        var kept = run(() -> {
            var lease = other.journal()
                    .lease(resources("kept-by"), Duration.ofSeconds(2))
                    .orElseThrow();
            return other.journal().intend(submission("kept-by", "2"), permit("kept-by", "1", "2"), lease);
        });
        terminateLocks();

        for (var looks = 0; looks < 8; looks++) {
            assertThat(run(() -> journal.orphans()))
                    .noneMatch(orphan -> orphan.id().equals(kept.id()));
            Thread.sleep(500);
        }
        run(() -> {
            other.journal().settle(kept, APPLIED);
            return true;
        });
        other.close();
    }
}
