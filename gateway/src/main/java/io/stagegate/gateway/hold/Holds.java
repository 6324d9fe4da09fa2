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
     * @throws TooManyException where the limits are reached
     */
    Hold open(Submission submission, Evaluation evaluation, Opening opening, Optional<byte[]> sealedCredential);

    /**
     * What a hold is opened with.
     *
     * @param id its id
     * @param requirement who must approve
     * @param digest of everything that reviewers see
     * @param expires how long it waits
     * @param limits how many may wait at once
     * @param unfillable the approvals that nobody who is known could give, in words
     */
    record Opening(
            String id,
            Requirement requirement,
            String digest,
            Duration expires,
            Limits limits,
            List<String> unfillable) {
        public Opening {
            unfillable = List.copyOf(unfillable);
        }
    }

    /**
     * How many holds may wait for people at once.
     *
     * @param requester those of one requester
     * @param model those of one model
     * @param total all of them
     */
    record Limits(int requester, int model, int total) {}

    /** There are as many holds waiting as may be. */
    final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String what;

        /** @param what which limit was reached, in words */
        public TooManyException(String what) {
            super(what);
            this.what = what;
        }

        /** Which limit was reached, in words. */
        public String what() {
            return what;
        }
    }

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

    /** Ends a claimed hold without a decision: what is stored of it was changed behind the gateway. */
    void quarantine(Hold claimed);

    /** The sealed credential of a held caller; empty where there is none. */
    Optional<byte[]> sealedCredential(String id);

    /** Ends holds whose time is over, by the database's clock, or asks others where their rules say so; the ids of those that ended. */
    List<String> expireDue();

    /** Tells people again of holds that wait, and asks others, where that is due by the database's clock. */
    void tellDue();

    /** Revokes what was released in an emergency and not ratified in time, by the database's clock. */
    void lapseDue();

    /** Claims what was revoked and is to be put back, for a while. */
    List<Revoked> revoked(Duration forAtMost);

    /**
     * What was released in an emergency and is to be put back.
     *
     * @param glass number of the release
     * @param hold id of its hold
     * @param snapshot id of the snapshot that was taken for it
     */
    record Revoked(long glass, String hold, String snapshot) {}

    /**
     * Records what became of putting it back.
     *
     * @param restored whether it was
     * @param detail how, or why not
     */
    void putBack(Revoked revoked, boolean restored, String detail);
}
