package io.stagegate.core.evidence;

import java.time.Duration;
import java.time.Instant;

/**
 * What was promoted to a target is looked at. Rules that match this judge of what they see: they say {@code decision.restore(why)},
 * {@code decision.ask(why)}, {@code decision.tell(why)} or {@code decision.permit(why)}, and take no part in decisions on changes.
 *
 * @param upstream name of the upstream
 * @param workspace the platform's tenant; empty for the default one
 * @param model the model's name
 * @param target the target as people write it, such as {@code registry/fraud@champion}
 * @param environment the target's environment
 * @param version the version that serves since the promotion; empty while it is not known
 * @param previous the version that served before; empty where none did
 * @param elapsed for how long the promotion has been confirmed
 * @param look the number of this look, from 1
 * @param gap whether this look came so late that what was between it and the one before is not known
 * @param settled whether the watch's settling time is over: before that nothing is done about what rules say
 * @param patience how many looks in a row a signal may be without a value before a person is asked, where no rule speaks of it
 * @param files the digest of the files of the version when it was promoted; empty where it is not known
 * @param at when it is looked
 */
public record Watch(
        String upstream,
        String workspace,
        String model,
        String target,
        String environment,
        String version,
        String previous,
        Duration elapsed,
        int look,
        boolean gap,
        boolean settled,
        int patience,
        String files,
        Instant at)
        implements Fact {}
