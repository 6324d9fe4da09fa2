package io.stagegate.gateway.pipeline;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Matter;
import io.stagegate.gateway.hold.Roster;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holds are opened with. One that nobody could approve is opened all the same, and said so: people may be added while it
 * waits.
 *
 * @param limits how many holds may wait at once
 * @param roster who could review
 */
public record Openings(Holds.Limits limits, Roster roster) {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    /** @param id of the hold */
    public Holds.Opening of(
            String id, Submission submission, Evaluation evaluation, Requirement requirement, Duration expires) {
        var matter = Matter.of(evaluation);
        var unfillable = roster.unfillable(requirement, submission.subject().id(), matter).stream()
                .map(Quorum::toString)
                .toList();
        if (!unfillable.isEmpty()) {
            LOG.warn(
                    "hold {} of {} needs {}, which nobody who is known could give",
                    id,
                    matter,
                    String.join(" and ", unfillable));
        }
        return new Holds.Opening(id, requirement, HoldDigest.of(id, evaluation), expires, limits, unfillable);
    }
}
