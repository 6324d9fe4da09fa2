package io.stagegate.gateway.journal;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the way of every governed request is recorded. Every method is one transaction, durable when it returns, with
 * its audit record in it; to be called on a virtual thread of Vert.x.
 *
 * <p>Every method throws {@link JournalException} where it cannot be done within the journal's deadline, and then nothing
 * of it has happened as far as the gateway may assume.
 */
public interface Journal {

    /** Records a request that was refused without a decision. */
    void refuse(Refusal refusal);

    /** Records a promotion that was denied or could not be decided. It is settled. */
    void deny(Submission submission, Evaluation evaluation);

    /**
     * Records a permit with its snapshot and the intent to forward it.
     *
     * @throws AlreadyOpenException if the same change is in flight or held already
     * @throws OverException if it is a restore for a watch that has ended
     * @throws JournalException also where the lease was lost
     */
    Attempt intend(Submission submission, Evaluation evaluation, Lease lease);

    /** Records how an attempt ended, gives up its lease, destroys the sealed credential and wakes whoever waits. */
    void settle(Attempt attempt, Outcome outcome);

    /** Begins to watch a promotion. */
    Watch watch(String promotion);

    /**
     * The right to change some models.
     *
     * @param resources what is to be changed, {@code upstream/workspace/model}
     * @param atMost how long to wait for whoever holds it
     * @return empty where somebody else held it all that time
     */
    Optional<Lease> lease(Set<String> resources, Duration atMost);

    /**
     * Gives up a lease that nothing is forwarded under any more. Never throws: where it cannot be done now it is done with the
     * next look for {@link #orphans()}, and where that is too late it ends by itself.
     */
    void giveUp(Lease lease);

    /** Attempts without an outcome whose owner is gone; each is leased to the caller anew. */
    List<Attempt> orphans();

    /**
     * What has served of a model, by applied changes.
     *
     * @param rollbacksSince rollbacks before that do not count
     * @param rollbacks how many of them at most
     */
    PastServing pastServing(String upstream, String workspace, String model, Instant rollbacksSince, int rollbacks);

    /** The submission of a promotion. */
    Optional<Submission> submission(String promotion);

    /** What a promotion was last decided on, as {@code EvaluationJson} wrote it. */
    Optional<JsonObject> lastEvaluation(String promotion);

    /** The models of an upstream of which something waits for approval, each with what changes whenever that does. */
    Map<ServingArtifacts.Model, String> heldPrints(String upstream);

    /** The same of some models only. */
    Map<ServingArtifacts.Model, String> heldPrints(String upstream, Set<ServingArtifacts.Model> models);

    /** What the targets of a model would serve if what waits for approval were approved. */
    List<TargetState> held(String upstream, ServingArtifacts.Model model);

    /** A snapshot. */
    Optional<Snapshot> snapshot(String id);
}
