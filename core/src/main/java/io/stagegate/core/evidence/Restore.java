package io.stagegate.core.evidence;

import java.time.Instant;

/**
 * A target about to be put back to a snapshot. Rules see this and never a {@link Promotion} for it.
 *
 * @param upstream name of the upstream
 * @param workspace the platform's tenant; empty for the default one
 * @param model the model's name
 * @param target the target as people write it
 * @param environment the target's environment
 * @param snapshot id of the snapshot
 * @param forced whether it goes on although the target has moved on since
 * @param at when it was asked for
 */
public record Restore(
        String upstream,
        String workspace,
        String model,
        String target,
        String environment,
        String snapshot,
        boolean forced,
        Instant at)
        implements Fact {}
