package io.stagegate.core.decision;

import io.stagegate.core.evidence.Fact;
import java.util.List;

/** A compiled policy set that judges how what was promoted does. Safe for use by many threads at once. */
public interface JudgementPoint {

    /**
     * Judges of one look.
     *
     * @param facts one {@code Watch} and what was seen
     * @return never throws for what rules do: an exception, a time-out or a firing limit is an Indeterminate
     */
    Judgement judge(List<Fact> facts);

    /** The policy set's digest, {@code sha256:...}: its version. */
    String digest();
}
