package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.restore;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.evidence.Rollback;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.PastServing;
import io.stagegate.gateway.journal.PastServing.Stretch;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What has served, told by what was applied. */
class PastServingTest extends StoreTestCase {
    private static final Outcome REFUSED = new Outcome.Refused(Reply.json(400, "{}"));

    @Test
    void each_stretch_has_its_beginning_and_its_end() throws Exception {
        apply("turns", "1", "2");
        apply("turns", "2", "3");
        apply("turns", "3", "2");

        var times = times("turns");
        var stretches = past("turns").stretches();
        assertThat(stretches.stream().map(Stretch::version)).containsExactly("2", "3", "2");
        assertThat(stretches.stream().map(Stretch::since)).containsExactlyElementsOf(times);
        assertThat(stretches.stream().map(Stretch::last)).containsExactly(false, false, true);
        assertThat(stretches.get(0).until()).isBetween(times.get(0), times.get(1));
        assertThat(stretches.get(1).until()).isBetween(times.get(1), times.get(2));
        assertThat(stretches.get(2).until()).isEqualTo(Instant.MAX);
        assertThat(stretches.getFirst().target()).isEqualTo("registry/turns@champion");
        assertThat(stretches.getFirst().environment()).isEqualTo("production");
    }

    @Test
    void the_same_version_put_there_again_goes_on() throws Exception {
        apply("again", "1", "2");
        apply("again", "2", "2");
        apply("again", "2", "3");

        assertThat(past("again").stretches().stream().map(Stretch::version)).containsExactly("2", "3");
        assertThat(past("again").stretches().getFirst().since())
                .isEqualTo(times("again").getFirst());
    }

    @Test
    void what_was_changed_around_the_gateway_breaks_a_stretch_and_ends_it_at_no_known_time() throws Exception {
        apply("around", "1", "2");
        apply("around", "7", "3");
        apply("around", "2", "3");

        assertThat(past("around").stretches())
                .extracting(Stretch::version, Stretch::until, Stretch::last)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("2", Instant.MAX, false),
                        org.assertj.core.groups.Tuple.tuple("3", Instant.MAX, false),
                        org.assertj.core.groups.Tuple.tuple("3", Instant.MAX, true));
    }

    @Test
    void what_was_not_applied_never_served() throws Exception {
        settle(submission("refused", "2"), "1", "2", REFUSED);

        assertThat(past("refused").stretches()).isEmpty();
    }

    @Test
    void a_restore_that_was_applied_took_a_version_away() throws Exception {
        apply("back", "1", "2");
        settle(restore("back", "1"), "2", "1", REFUSED);
        settle(restore("back", "1"), "2", "1", APPLIED);

        var settled = times("back").getLast();
        assertThat(past("back").rollbacks())
                .containsExactly(new Rollback("2", "production", "registry/back@champion", settled));
        assertThat(past("back").stretches().stream().map(Stretch::version)).containsExactly("2", "1");
        assertThat(run(() -> journal.pastServing("registry", "", "back", settled, 100))
                        .rollbacks())
                .isEmpty();
        assertThat(run(() -> journal.pastServing("registry", "", "back", Instant.EPOCH, 0))
                        .rollbacks())
                .isEmpty();
    }

    private PastServing past(String model) throws Exception {
        return run(() -> journal.pastServing("registry", "", model, Instant.EPOCH, 100));
    }

    private void apply(String model, String from, String to) throws Exception {
        settle(submission(model, to), from, to, APPLIED);
    }

    private void settle(Submission submission, String from, String to, Outcome outcome) throws Exception {
        var model = submission.change().model();
        run(() -> {
            var lease = journal.lease(resources(model), Duration.ofSeconds(5)).orElseThrow();
            journal.settle(journal.intend(submission, permit(model, from, to), lease), outcome);
            return true;
        });
    }

    /** When what was applied to a model was settled. */
    private List<Instant> times(String model) throws Exception {
        try (var connection = owner();
                var query = connection.prepareStatement("""
                        SELECT o.at FROM outcome o JOIN attempt_target t ON t.attempt = o.attempt
                        WHERE t.model = ? AND o.outcome = 'applied' ORDER BY o.at
                        """)) {
            query.setString(1, model);
            var rows = query.executeQuery();
            var out = new java.util.ArrayList<Instant>();
            while (rows.next()) {
                out.add(rows.getObject(1, java.time.OffsetDateTime.class).toInstant());
            }
            return out;
        }
    }
}
