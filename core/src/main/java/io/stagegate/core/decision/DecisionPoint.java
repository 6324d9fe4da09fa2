package io.stagegate.core.decision;

import io.stagegate.core.evidence.Fact;
import java.util.List;

/** A compiled policy set that decides. Safe for use by many threads at once. */
public interface DecisionPoint {

    /**
     * Decides on one target.
     *
     * @param facts one {@code Promotion} or {@code Restore} and the evidence for it
     * @return never throws for what rules do: an exception, a time-out or a firing limit is an Indeterminate
     */
    Decision decide(List<Fact> facts);

    /** The policy set's digest, {@code sha256:...}: its version. */
    String digest();
}
