package io.stagegate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.evidence.Deployment;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.ModelVersion;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.journal.PastServing;
import io.stagegate.gateway.journal.PastServing.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The journal's word beside the platform's. */
class ServingHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final String STAGING = "registry/fraud@challenger";
    private static final Deployment SERVES = Deployment.undated(Version.CANDIDATE, "staging", STAGING, true);

    @Test
    void what_serves_by_the_last_change_has_served_since_then() {
        var dated = new Deployment(Version.CANDIDATE, "staging", STAGING, true, NOON, Instant.MAX);

        assertThat(added(List.of(SERVES), stretch(NOON, Instant.MAX, true))).containsExactly(dated);
        assertThat(dated.servedFor(NOON.plusSeconds(60))).isEqualTo(Duration.ofMinutes(1));
        assertThat(dated.servedFor(NOON.minusSeconds(60))).isZero();
    }

    @Test
    void what_was_put_there_around_the_gateway_has_served_for_no_known_time() {
        var past = stretch(NOON, NOON.plusSeconds(60), false);

        assertThat(added(List.of(SERVES), past))
                .containsExactly(
                        SERVES,
                        new Deployment(Version.CANDIDATE, "staging", STAGING, false, NOON, NOON.plusSeconds(60)));
        assertThat(SERVES.servedFor(NOON)).isZero();
    }

    @Test
    void each_stretch_is_a_fact_of_its_own_and_time_ends_with_it() {
        var facts = added(
                List.of(SERVES),
                stretch(NOON, NOON.plusSeconds(60), false),
                stretch(NOON.plusSeconds(120), Instant.MAX, true));

        assertThat(facts).map(f -> ((Deployment) f).current()).containsExactly(true, false);
        assertThat(facts)
                .map(f -> ((Deployment) f).servedFor(NOON.plusSeconds(300)).toSeconds())
                .containsExactly(180L, 60L);
    }

    @Test
    void what_was_taken_away_around_the_gateway_has_served_for_no_known_time() {
        var facts = added(List.of(), stretch(NOON, Instant.MAX, true));

        assertThat(facts)
                .containsExactly(new Deployment(Version.CANDIDATE, "staging", STAGING, false, NOON, Instant.MAX));
        assertThat(((Deployment) facts.getFirst()).servedFor(NOON.plusSeconds(300)))
                .isZero();
    }

    @Test
    void a_deleted_version_of_the_same_number_lends_no_history() {
        var registered = new ModelVersion(
                Version.CANDIDATE, "fraud", "2", "None", Set.of(), "", "", NOON.plus(Duration.ofDays(1)));

        assertThat(added(List.of(registered, SERVES), stretch(NOON, Instant.MAX, true)))
                .containsExactly(registered, SERVES);
    }

    @Test
    void what_the_platform_could_not_say_is_not_guessed() {
        var unknown = new Unavailable("Deployment", Version.CANDIDATE, "gone");

        assertThat(added(List.of(unknown), stretch(NOON, Instant.MAX, true))).containsExactly(unknown);
    }

    private static Stretch stretch(Instant since, Instant until, boolean last) {
        return new Stretch("2", "staging", STAGING, since, until, last);
    }

    private static List<Fact> added(List<Fact> known, Stretch... stretches) {
        var target = new Target("registry", "", "fraud", new Slot.Alias("champion"));
        var change = new TargetChange(
                "production", TargetState.of(target, List.of("1")), TargetState.of(target, List.of("2")), "2", "1");
        return ServingHistory.added(change, known, new PastServing(List.of(stretches), List.of()));
    }
}
