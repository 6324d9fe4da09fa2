package io.stagegate.gateway.journal;

import io.stagegate.core.platform.TargetChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of targets before a promotion, or before a change around the gateway, in a form that can be put back.
 *
 * @param id opaque id
 * @param promotion id of the promotion it was taken for; empty of a change around the gateway
 * @param upstream name of the upstream
 * @param targets each with its state before, and the state that the promotion intended, or that was found
 * @param at when it was taken, or found
 * @param latest whether, for every one of its targets, no later change has been applied, nor found
 * @param ofRestore whether it was taken before a restore
 */
public record Snapshot(
        String id,
        Optional<String> promotion,
        String upstream,
        List<TargetChange> targets,
        Instant at,
        boolean latest,
        boolean ofRestore) {
    public Snapshot {
        targets = List.copyOf(targets);
    }

    /**
     * Whether putting it back undoes the latest change of its targets. To undo a restore is no such thing: it would bring
     * back, past the rules, what somebody took out of service.
     */
    public boolean undoesLatest() {
        return latest && !ofRestore;
    }
}
