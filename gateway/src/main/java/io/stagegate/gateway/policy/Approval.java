package io.stagegate.gateway.policy;

import io.stagegate.core.Action;
import io.stagegate.core.Subject;
import io.stagegate.core.decision.Decision;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.pipeline.Pipeline;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.policy.PolicyStore.Wish;
import java.util.Map;
import java.util.Optional;

/** Has owners asked for their approval of a kept set. */
public final class Approval {
    private final Upstream rules;
    private final Pipeline.Parts parts;

    /** @param rules the gateway's own rules as an upstream */
    public Approval(Upstream rules, Pipeline.Parts parts) {
        this.rules = rules;
        this.parts = parts;
    }

    /**
     * Opens a hold, or joins the one that waits for the same already.
     *
     * @param name the set's name
     * @param files in which files it differs from the active one
     * @return its id; empty where the set is active already
     */
    Optional<String> ask(Subject subject, String digest, String name, Wish wish, String files) {
        var change =
                RulesPlatform.change(Action.PROMOTE, digest, wish.as(subject), Map.of("name", name, "files", files));
        var submission = parts.submissions().promotion(rules.name(), subject, change);
        var evaluation = parts.evaluator().evaluate(rules, submission);
        if (evaluation.isEmpty() || !(evaluation.get().decision() instanceof Decision.Hold(var _, var requirement))) {
            return Optional.empty();
        }
        var id = parts.ids().hold();
        var expires = rules.holds().expires(requirement);
        var opening = parts.openings().of(id, submission, evaluation.get(), requirement, expires);
        try {
            parts.holds().open(submission, evaluation.get(), opening, Optional.empty());
            return Optional.of(id);
        } catch (AlreadyOpenException e) {
            return parts.holds()
                    .standing(submission.fingerprint())
                    .flatMap(standing -> standing.hold())
                    .map(hold -> hold.id());
        }
    }
}
