package io.stagegate.gateway.journal;

import io.stagegate.core.platform.TargetChange;
import java.util.List;

/**
 * One try to forward, its intent committed.
 *
 * @param id opaque id
 * @param submission what is forwarded
 * @param targets the targets with the state of the snapshot and the state intended
 * @param snapshot id of the snapshot taken for it
 * @param lease held until it is settled
 */
public record Attempt(String id, Submission submission, List<TargetChange> targets, String snapshot, Lease lease) {
    public Attempt {
        targets = List.copyOf(targets);
    }
}
