package io.stagegate.gateway.watch;

import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.watch.Reading;
import java.time.Instant;
import java.util.List;

/**
 * One look at a target that is watched.
 *
 * @param at when
 * @param gap whether it came so late that what was between it and the look before is not known
 * @param seen what was seen
 */
public record Look(Instant at, boolean gap, Seen seen) {

    /**
     * What was seen.
     *
     * @param readings one of each signal that is read
     * @param alerts those that fire
     * @param files what is known of the files of the version that serves; nothing where nobody asked
     */
    public record Seen(List<Reading> readings, List<Alert> alerts, List<Fact> files) {
        public Seen {
            files = List.copyOf(files);
            readings = List.copyOf(readings);
            alerts = List.copyOf(alerts);
        }
    }
}
