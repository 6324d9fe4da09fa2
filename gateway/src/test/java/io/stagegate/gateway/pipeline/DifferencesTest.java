package io.stagegate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Decision.Grounds;
import io.stagegate.core.evidence.Artifacts;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Unavailable;
import io.stagegate.core.evidence.Version;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.json.EvaluationJson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reviewers saw beside what is so now. */
class DifferencesTest {
    private static final Artifacts SEEN = new Artifacts(Version.CANDIDATE, "sha256:1", 3, 1_000);
    private static final Unavailable AWAY = new Unavailable("Artifacts", Version.CANDIDATE, "MLflow answered 503");

    @Test
    void what_was_seen_and_cannot_be_read_now_is_no_difference_yet() {
        assertThat(Differences.unreadable(EvaluationJson.write(of(SEEN)), of(AWAY)))
                .contains("Artifacts of the candidate cannot be read at the moment: MLflow answered 503");
    }

    @Test
    void what_could_not_be_read_then_either_is_not_waited_for() {
        assertThat(Differences.unreadable(EvaluationJson.write(of(AWAY)), of(AWAY)))
                .isEmpty();
        assertThat(Differences.unreadable(
                        EvaluationJson.write(of(new Artifacts(Version.BASELINE, "sha256:1", 3, 1_000))), of(AWAY)))
                .isEmpty();
    }

    @Test
    void what_is_otherwise_is_told_line_by_line() {
        var now = of(new Artifacts(Version.CANDIDATE, "sha256:2", 3, 1_001));

        assertThat(Differences.unreadable(EvaluationJson.write(of(SEEN)), now)).isEmpty();
        assertThat(Differences.between(EvaluationJson.write(of(SEEN)), now))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("no longer: evidence ") && line.contains("sha256:1"))
                .anyMatch(line -> line.startsWith("now: evidence ") && line.contains("sha256:2"));
    }

    private static Evaluation of(Fact fact) {
        var target = new Target("registry", "", "fraud", new Slot.Alias("champion"));
        var change = new TargetChange(
                "production", TargetState.of(target, List.of("1")), TargetState.of(target, List.of("2")), "2", "1");
        var permit = new Decision.Permit(new Grounds(List.of(), 0, "sha256:0"));
        return new Evaluation(List.of(new TargetEvaluation(change, List.of(fact), permit)), permit, "sha256:0");
    }
}
