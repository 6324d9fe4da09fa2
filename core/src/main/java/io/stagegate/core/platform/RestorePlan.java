package io.stagegate.core.platform;

import java.util.List;

/** How targets are put back to the states of a snapshot. */
public sealed interface RestorePlan {

    /**
     * @param change the calls, in order, as a change with action RESTORE
     * @param targets what each target serves now and would serve after
     */
    record Possible(Change change, List<TargetChange> targets) implements RestorePlan {
        public Possible {
            targets = List.copyOf(targets);
        }
    }

    /** They serve what the snapshot says already. */
    record AlreadyThere() implements RestorePlan {}

    /** @param why what is missing and what can be done instead */
    record Impossible(String why) implements RestorePlan {}
}
