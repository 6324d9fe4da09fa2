package io.stagegate.gateway.json;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Change;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import java.util.List;

/** Evaluations as JSON: what is stored, what differences are found in, and what digests are made over. */
public final class EvaluationJson {
    private EvaluationJson() {}

    /** The whole of it. */
    public static JsonObject write(Evaluation evaluation) {
        return JsonObject.EMPTY
                .with("digest", evaluation.digest())
                .with("decision", DecisionJson.write(evaluation.decision()))
                .with("targets", targets(evaluation.targets()));
    }

    /** The digest of an evaluation: over all that reviewers see, but neither times nor the policy's digest. */
    public static String digest(Change change, List<TargetEvaluation> targets, Decision decision) {
        var findings =
                decision.grounds().findings().stream().map(DecisionJson::write).toList();
        var seen = JsonObject.EMPTY
                .with("change", ChangeJson.write(change))
                .with("targets", targets(targets))
                .with("effect", decision.word())
                .with("findings", JsonValue.array(findings));
        return CanonicalJson.digest(
                decision instanceof Decision.Hold(var _, var requirement)
                        ? seen.with("requirement", RequirementJson.write(requirement))
                        : seen);
    }

    private static JsonValue targets(List<TargetEvaluation> targets) {
        return JsonValue.array(targets.stream()
                .map(t -> JsonObject.EMPTY
                        .with("change", TargetJson.write(t.change()))
                        .with(
                                "facts",
                                JsonValue.array(
                                        t.facts().stream().map(FactJson::write).toList())))
                .toList());
    }
}
