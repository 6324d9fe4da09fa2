package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.journal.JournalException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody with the database's own superuser changes of a hold is noticed, and the hold is not released. */
class TamperingTest extends StoreTestCase {

    /** Statements about the hold $H of the promotion $P, in the words of somebody who owns the database. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE promotion SET change = replace(change::text, '\"2\"', '\"3\"')::jsonb WHERE id = '$P'",
                "UPDATE promotion SET upstream = 'other' WHERE id = '$P'",
                "UPDATE promotion SET subject = '{\"id\":\"eve\",\"identity\":\"x\",\"groups\":[],\"verified\":true}' WHERE id = '$P'",
                "UPDATE hold SET requirement = '{\"approvals\":[{\"count\":1,\"groups\":[\"interns\"]}],\"denials\":9}' WHERE id = '$H'",
                "UPDATE hold SET requester = '{\"id\":\"eve\",\"identity\":\"x\",\"groups\":[],\"verified\":true}' WHERE id = '$H'",
                "UPDATE hold SET digest = 'sha256:other' WHERE id = '$H'",
                "UPDATE hold SET expires_at = expires_at + interval '1 day' WHERE id = '$H'",
                "UPDATE hold SET extended = true WHERE id = '$H'",
                "UPDATE hold SET matter = NULL WHERE id = '$H'",
                "UPDATE hold SET matter = jsonb_set(matter, '{risk}', '99') WHERE id = '$H'",
                "UPDATE review SET outside = '{risk}' WHERE hold = '$H'",
                "UPDATE hold SET state = 'approved' WHERE id = '$H'",
                "UPDATE hold SET row_seal = NULL WHERE id = '$H'",
                "UPDATE hold SET row_seal = '\\x0000' WHERE id = '$H'",
                "INSERT INTO review (hold, at, reviewer, groups, verdict, comment, digest) VALUES ('$H', now(), 'bob', '{}', 'approved', '', 'sha256:seen')",
                "DELETE FROM review WHERE hold = '$H'",
                "UPDATE review SET groups = '{risk}' WHERE hold = '$H'",
                "UPDATE review SET verdict = 'approved' WHERE hold = '$H'",
                "UPDATE review SET digest = 'sha256:other' WHERE hold = '$H'",
                "INSERT INTO break_glass (hold, person, reason, digest, ratify_by) VALUES ('$H', 'eve', 'x', 'sha256:seen', now())",
            })
    void every_change_behind_the_gateway_is_noticed(String statement) throws Exception {
        var held = reviewed("tamper-" + UUID.randomUUID());
        assertThat(find(held).intact()).isTrue();

        change(held, statement);

        assertThat(find(held).intact()).isFalse();
        var ruling = run(() -> holds.decide(
                held.id(), "cid", hold -> ReviewRules.review(hold, review("cid", Verdict.APPROVED), NOBODY)));
        assertThat(ruling).isInstanceOf(Ruling.Refused.class);
    }

    @Test
    void a_hold_that_was_approved_behind_the_gateway_cannot_be_released_and_ends_denied() throws Exception {
        var model = "tamper-approved";
        var held = reviewed(model);
        change(held, "UPDATE hold SET state = 'approved' WHERE id = '$H'");
        var claimed = run(() -> holds.claim(held.id(), Duration.ofMinutes(1)).orElseThrow());
        var submission = run(() -> journal.submission(held.promotion()).orElseThrow());
        var lease = run(() -> journal.lease(resources(model), Duration.ZERO).orElseThrow());

        assertThatThrownBy(() -> run(() -> holds.release(claimed, submission, permit(model, "1", "2"), lease)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("changed behind the gateway");
        run(() -> {
            holds.quarantine(claimed);
            return true;
        });
        assertThat(find(held).state()).isEqualTo(new HoldState.Denied());
        // To end it does not make it whole again.
        assertThat(find(held).intact()).isFalse();
        assertThat(run(() -> holds.sealedCredential(held.id()))).isEmpty();
    }

    @Test
    void what_was_changed_before_its_time_was_over_is_not_made_whole_by_asking_others() throws Exception {
        var last = Optional.of(new Escalation(Optional.empty(), List.of("heads")));
        var asks = Requirement.of(new Quorum(1, List.of("risk"), false, last)).extension(Duration.ofHours(1));
        var held = open("tamper-extended", asks, Duration.ofHours(1));
        change(held, "UPDATE hold SET digest = 'sha256:other', expires_at = now() WHERE id = '$H'");

        eventually(() -> run(() -> holds.expireDue()).contains(held.id()) ? Optional.of(1) : Optional.empty());

        assertThat(find(held).extended()).isFalse();
        assertThat(find(held).state()).isEqualTo(new HoldState.Expired());
        assertThat(find(held).intact()).isFalse();
    }

    @Test
    void a_change_at_the_very_moment_of_a_review_is_not_sealed_with_it() throws Exception {
        var held = open("tamper-meanwhile", StoreFixture.ONE.denials(2), Duration.ofHours(1));

        run(() -> holds.decide(held.id(), "bob", hold -> {
            otherVersion(held);
            return ReviewRules.review(hold, review("bob", Verdict.APPROVED), NOBODY);
        }));

        assertThat(find(held).intact()).isFalse();
    }

    @Test
    void what_is_read_while_others_review_is_not_taken_for_changed() throws Exception {
        var held = open("tamper-busy", Requirement.of(new Quorum(100, "*")), Duration.ofHours(1));
        var reviewing = threads.call(() -> {
            for (var n = 0; n < 60; n++) {
                var person = "p" + n;
                holds.decide(
                        held.id(), person, hold -> ReviewRules.review(hold, review(person, Verdict.APPROVED), NOBODY));
            }
            return true;
        });

        while (!reviewing.isComplete()) {
            assertThat(find(held).intact()).isTrue();
        }
        assertThat(join(reviewing)).isTrue();
        assertThat(find(held).reviews()).hasSize(60);
    }

    /** Beside the transaction that has the hold's row locked. */
    private void otherVersion(Hold held) {
        try (var connection = owner();
                var sql = connection.prepareStatement(
                        "UPDATE promotion SET change = replace(change::text, '\"2\"', '\"3\"')::jsonb WHERE id = ?")) {
            sql.setString(1, held.promotion());
            assertThat(sql.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A hold of a model with one rejection of two that would end it. */
    private Hold reviewed(String model) throws Exception {
        var held = open(model, StoreFixture.ONE.denials(2), Duration.ofHours(1));
        run(() -> holds.decide(
                held.id(), "bob", hold -> ReviewRules.review(hold, review("bob", Verdict.REJECTED), NOBODY)));
        return held;
    }

    private Hold find(Hold held) throws Exception {
        return run(() -> holds.find(held.id()).orElseThrow());
    }

    /** As one with the rights of the owner does who has put the triggers out of the way. */
    private void change(Hold held, String statement) throws SQLException {
        try (var connection = owner();
                var sql = connection.createStatement()) {
            sql.execute("ALTER TABLE hold DISABLE TRIGGER hold_transition");
            try {
                var changed =
                        sql.executeUpdate(statement.replace("$H", held.id()).replace("$P", held.promotion()));
                assertThat(changed).isEqualTo(1);
            } finally {
                sql.execute("ALTER TABLE hold ENABLE TRIGGER hold_transition");
            }
        }
    }
}
