package io.stagegate.gateway.drift;

import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Said;
import java.util.Optional;

/** The rules in force, as they judge of changes around the gateway. */
public interface Judging {

    /** Whether there are any at the moment. */
    boolean ready();

    /** What they make of one; one that they cannot judge of is indeterminate. */
    Judged judge(Drifted drift);

    /**
     * What they make of it.
     *
     * @param verdict what is to be done, and who says so
     * @param permitted the rule that says that it may stay so; empty where none does
     */
    record Judged(Verdict verdict, Optional<Said> permitted) {}
}
