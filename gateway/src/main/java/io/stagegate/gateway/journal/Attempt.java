package io.stagegate.gateway.journal;

import io.stagegate.core.platform.TargetChange;
import java.time.Duration;
import java.util.List;

/**
 * One try to forward, its intent committed.
 *
 * @param id opaque id
 * @param submission what is forwarded
 * @param targets the targets with the state of the snapshot and the state intended
 * @param snapshot id of the snapshot taken for it
 * @param lease held until it is settled
 * @param over from when on, on the scale of {@link System#nanoTime()}, nothing of it is under way any more, whoever made it
 */
public record Attempt(
        String id, Submission submission, List<TargetChange> targets, String snapshot, Lease lease, long over) {
    /** How long after its intent it may begin to be sent. */
    public static final Duration BEGINS_WITHIN = Duration.ofSeconds(10);

    /** How long after its intent its answer has come or is not waited for any more. */
    public static final Duration OVER_WITHIN = Duration.ofSeconds(45);

    public Attempt {
        targets = List.copyOf(targets);
    }

    /** Whether it may begin to be sent: whoever takes it over believes that nothing of it is under way when its time is over. */
    public boolean mayBegin() {
        return lease.safe()
                && System.nanoTime() - over < BEGINS_WITHIN.minus(OVER_WITHIN).toNanos();
    }

    /** Whether what is not to be seen of it by now will not be seen later. */
    public boolean isOver() {
        return System.nanoTime() - over >= 0;
    }
}
