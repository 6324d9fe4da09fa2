package io.stagegate.gateway.hold;

import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.journal.AlreadyOpenException;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Evaluation;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.journal.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The holds as the database knows them. Every method is one transaction with its audit record in it, and throws {@link
 * JournalException} where it cannot be done in time.
 */
public interface Holds {

    /**
     * Records a hold with the decision that asks for it.
     *
     * @param sealedCredential what the caller sent to be forwarded, sealed; empty where there is none
     * @return the hold as recorded; its expiry is by the database's clock
     * @throws AlreadyOpenException if the same change is in flight or held already
     */
    Hold open(Submission submission, Evaluation evaluation, Opening opening, Optional<byte[]> sealedCredential);

    /**
     * What a hold is opened with.
     *
     * @param id its id
     * @param requirement who must approve
     * @param digest of everything that reviewers see
     * @param expires how long it waits
     */
    record Opening(String id, Requirement requirement, String digest, Duration expires) {}

    /**
     * Turns an approved and claimed hold into Released, with a fresh decision, its snapshot and the intent to forward.
     *
     * @throws JournalException also where the claim or the lease was lost
     */
    Attempt release(Hold claimed, Submission submission, Evaluation evaluation, Lease lease);

    /** The promotion in flight or held with this fingerprint, else the last held one with it settled within the hour. */
    Optional<Standing> standing(String fingerprint);

    /** How a promotion stands. */
    Optional<Standing> standingOf(String promotion);

    /** Remembers that a client was told just now that a promotion is held. */
    void heldReply(String promotion);

    Optional<Hold> find(String id);

    /**
     * Decides on a hold with its row locked: reads it with its reviews, asks, and records what was ruled.
     *
     * @param actor id of the person who wants something
     * @param rule a pure function; not asked where there is no such hold
     */
    Ruling decide(String id, String actor, Function<Hold, Ruling> rule);

    /** Ids of holds that are approved and not claimed at present. */
    List<String> approved();

    /**
     * Claims an approved hold for its release, for a while.
     *
     * @return the hold with its new epoch, or empty where somebody else has it or it is no longer approved
     */
    Optional<Hold> claim(String id, Duration forAtMost);

    /** Gives a claim back, so that the release is tried again after a while. */
    void tryAgain(Hold claimed, Duration after, String why);

    /** Sends a claimed hold back to Pending: what reviewers saw has changed. */
    void reopen(Hold claimed, Evaluation evaluation, Requirement requirement, String digest, List<String> differences);

    /** Ends a claimed hold: the rules deny it now. */
    void deny(Hold claimed, Evaluation evaluation);

    /** The sealed credential of a held caller; empty where there is none. */
    Optional<byte[]> sealedCredential(String id);

    /** Ends holds whose time is over, by the database's clock; their ids. */
    List<String> expireDue();
}
