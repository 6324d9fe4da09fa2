package io.stagegate.gateway.faults;

import java.util.List;
import java.util.ServiceLoader;

/**
 * A place on the way of a request at which a crash would find something half done. Each is named by what has just been done
 * there.
 */
public enum Failpoint {
    /** A part of a governed body has come. */
    BODY_BEGUN,
    /** The body has come whole. */
    BODY_READ,
    /** The evidence is read; the rules have not been asked. */
    EVIDENCE_READ,
    /** The rules have spoken, and nothing is recorded. */
    DECIDED,
    /** A hold is committed, and nobody has been told. */
    HOLD_COMMITTED,
    /** It is known who reviews, and nothing is recorded. */
    REVIEW_VERIFIED,
    /** The last approval is committed, and nobody has claimed the hold. */
    REVIEW_COMMITTED,
    /** The hold is claimed, and its target has not been read. */
    CLAIMED,
    /** The target is read under its lease, and no snapshot is written. */
    TARGET_READ,
    /** The snapshot is written and the intent is not; neither is committed. */
    SNAPSHOT_WRITTEN,
    /** The intent to forward is committed, and nothing is sent. */
    INTENT_COMMITTED,
    /** The request is being sent. */
    SENDING,
    /** Half of the request's body is sent. */
    HALF_SENT,
    /** The upstream has begun to answer, and its answer has not been read to its end. */
    ANSWER_BEGUN,
    /** The upstream has answered, and the outcome is not recorded. */
    ANSWERED,
    /** The outcome is committed, and the client has no answer. */
    OUTCOME_COMMITTED,
    /** The intent to restore is committed, and nothing is sent. */
    RESTORE_INTENDED,
    /** A restore has been read back, and the outcome is not recorded. */
    READ_BACK,
    /** The schema is being migrated. */
    MIGRATING,
    /** Another replica's attempt is taken over, and nothing of it has been read back. */
    ATTEMPT_ADOPTED,
    /** Half of a message to a webhook is sent. */
    TELLING,
    /** A webhook has taken a message, and that is not recorded. */
    TOLD,
    /** A look at what is watched is due and claimed, and nothing has been read. */
    WATCH_CLAIMED,
    /** A look is recorded with what the rules make of it, and nothing is done about it. */
    LOOK_RECORDED,
    /** What was promoted is to be put back, and nothing of that is recorded. */
    WATCH_RESTORING,
    /** The hold in which people are asked about a watch is committed, and the watch does not know of it. */
    WATCH_ASKED,
    /** Audit records are committed, and have no place in the log. */
    RECORDED_UNSEQUENCED,
    /** Records have their places in the log, and no checkpoint that covers them is signed. */
    SEQUENCED_UNSIGNED;

    private static final List<Fault> FAULTS = ServiceLoader.load(Fault.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    /** Whether anybody wants to know when points are reached: only then is what is sent in one go sent in two. */
    static boolean watched() {
        return !FAULTS.isEmpty();
    }

    /** Says that this point is reached. */
    public void reached() {
        FAULTS.forEach(fault -> fault.at(this));
    }
}
