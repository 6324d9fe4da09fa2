package io.stagegate.gateway.policy;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Decision;
import io.stagegate.core.platform.Change;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Standing;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.pipeline.Pipeline;
import io.stagegate.gateway.pipeline.Upstream;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
        return ask(subject, change, UnaryOperator.identity());
    }

    /**
     * The same, where what reviewers are told takes long to find out.
     *
     * @param telling adds it, where there is something to be changed that does not wait already; it does not make it another change
     */
    Optional<String> ask(Subject subject, Change change, UnaryOperator<Change> telling) {
        var asked = parts.submissions().promotion(internal.name(), subject, change);
        if (parts.evaluator().impact(internal, asked).isEmpty()) {
            return Optional.empty();
        }
        return waiting(asked).or(() -> open(asked.telling(telling.apply(change))));
    }

    private Optional<String> open(Submission submission) {
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
            return hold(submission).map(Hold::id);
        }
    }

    private Optional<String> waiting(Submission submission) {
        return hold(submission).filter(hold -> !hold.state().settled()).map(Hold::id);
    }

    /** The last one for the same. */
    private Optional<Hold> hold(Submission submission) {
        return parts.holds().standing(submission.fingerprint()).flatMap(Standing::hold);
    }
}
