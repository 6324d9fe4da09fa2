package io.stagegate.gateway.journal;

import io.stagegate.core.evidence.Rollback;
import java.time.Instant;
import java.util.List;

/**
 * What has served of a model, by the changes that this gateway has applied.
 *
 * @param stretches in the order in which they began
 * @param rollbacks the latest first
 */
public record PastServing(List<Stretch> stretches, List<Rollback> rollbacks) {
    public PastServing {
        stretches = List.copyOf(stretches);
        rollbacks = List.copyOf(rollbacks);
    }

    /**
     * A version served at a target without a break.
     *
     * @param version its number
     * @param environment the environment
     * @param target the target as people write it
     * @param since when the change that put it there was settled
     * @param until when the change that took it away was sent; the end of all times where there was none, or where it had gone
     *     before that
     * @param last whether no change of the target that was applied since has found or left it without this version
     */
    public record Stretch(
            String version, String environment, String target, Instant since, Instant until, boolean last) {}
}
