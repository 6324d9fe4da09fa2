package io.stagegate.gateway.store;

import io.stagegate.core.Action;
import io.stagegate.core.Slot;
import io.stagegate.core.Subject;
import io.stagegate.core.Target;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Evaluation.TargetEvaluation;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Submissions and evaluations as the pipeline would make them. */
final class StoreFixture {
    static final Subject ANN = new Subject("ann", "registry:ann", Set.of("ml-leads"), true);
    static final Requirement ONE = Requirement.of(new Quorum(1, "*"));

    private StoreFixture() {}

    static Submission submission(String model, String version) {
        return submission(model, version, "fp:" + model + ":" + version);
    }

    static Submission submission(String model, String version, String fingerprint) {
        var body =
                JsonObject.EMPTY.with("name", model).with("alias", "champion").with("version", version);
        var call = new Call("POST", "/api/2.0/mlflow/registered-models/alias", Map.of(), Optional.of(body));
        var change = new Change("mlflow:set-alias", Action.PROMOTE, "", model, Set.of(model), body, List.of(call));
        return new Submission(
                "p-" + UUID.randomUUID(),
                "registry",
                ANN,
                change,
                fingerprint,
                Optional.empty(),
                Instant.parse("2026-11-24T10:00:00Z"));
    }

    /** The same as a restore of some snapshot. */
    static Submission restore(String model, String version) {
        var promotion = submission(model, version);
        return new Submission(
                promotion.id(),
                promotion.upstream(),
                promotion.subject(),
                promotion.change(),
                promotion.fingerprint(),
                Optional.of(new Submission.RestoreOf("s-0", false, "")),
                promotion.at());
    }

    static Evaluation permit(String model, String from, String to) {
        return evaluation(model, from, to, new Decision.Permit(grounds()));
    }

    static Evaluation hold(String model, String from, String to) {
        return evaluation(model, from, to, new Decision.Hold(grounds(), ONE));
    }

    static Evaluation deny(String model, String from, String to) {
        return evaluation(model, from, to, new Decision.Deny(grounds()));
    }

    private static Evaluation evaluation(String model, String from, String to, Decision decision) {
        var target = new Target("registry", "", model, new Slot.Alias("champion"));
        var change = new TargetChange(
                "production", TargetState.of(target, List.of(from)), TargetState.of(target, List.of(to)), to, from);
        return new Evaluation(List.of(new TargetEvaluation(change, List.of(), decision)), decision, "sha256:e");
    }

    private static Decision.Grounds grounds() {
        return new Decision.Grounds(List.of(), 0, "sha256:policy");
    }

    static Set<String> resources(String model) {
        return Set.of("registry//" + model);
    }

    static Holds.Opening opening(Requirement requirement, Duration expires) {
        return new Holds.Opening(
                "h-" + UUID.randomUUID(),
                requirement,
                "sha256:seen",
                expires,
                new Holds.Limits(1_000, 1_000, 1_000),
                List.of());
    }

    static Holds.Opening opening(Duration expires) {
        return opening(ONE, expires);
    }
}
