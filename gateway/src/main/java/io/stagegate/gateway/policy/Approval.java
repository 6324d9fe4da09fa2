package io.stagegate.gateway.policy;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.platform.Change;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.pipeline.Pipeline;
import io.stagegate.gateway.pipeline.Upstream;
import java.util.Optional;

/** Has the owners of the rules asked for their approval of a change of a part of the gateway. */
public final class Approval {
    private final Upstream internal;
    private final Pipeline.Parts parts;

    /** @param internal the part as an upstream */
    public Approval(Upstream internal, Pipeline.Parts parts) {
        this.internal = internal;
        this.parts = parts;
    }

    /**
     * Opens a hold, or joins the one that waits for the same already.
     *
     * @return its id; empty where there is nothing to be changed
     */
    public Optional<String> ask(Subject subject, Change change) {
        var submission = parts.submissions().promotion(internal.name(), subject, change);
        var evaluation = parts.evaluator().evaluate(internal, submission);
        if (evaluation.isEmpty() || !(evaluation.get().decision() instanceof Decision.Hold(var _, var requirement))) {
            return Optional.empty();
        }
        var id = parts.ids().hold();
        var expires = internal.holds().expires(requirement);
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
