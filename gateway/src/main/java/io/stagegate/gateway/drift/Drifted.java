package io.stagegate.gateway.drift;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.TargetChange;
import java.time.Instant;
import java.util.Set;

/**
 * A target that serves what nobody has asked the gateway for.
 *
 * @param id opaque id; it can be put back by it, as by the id of a snapshot
 * @param change from what was permitted there last to what was found
 * @param at when it was seen
 * @param told ids of the rules that people were told of
 */
public record Drifted(String id, TargetChange change, Instant at, Set<String> told) {
    /** What ids begin with. */
    public static final String PREFIX = "d-";

    /** The identity under which the gateway puts back what the rules want back, with nobody asked. */
    public static final String ITSELF = Subject.itself("drift").identity();

    public Drifted {
        told = Set.copyOf(told);
    }
}
