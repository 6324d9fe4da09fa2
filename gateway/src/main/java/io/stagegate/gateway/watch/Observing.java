package io.stagegate.gateway.watch;

import io.stagegate.core.Target;
import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.watch.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where signals and alerts are read. A signal that cannot be read is a value of its own. */
public interface Observing {

    /**
     * What is asked about.
     *
     * @param target where it serves
     * @param environment the target's environment
     * @param version the version whose signals are wanted; empty where it is not known
     */
    record About(Target target, String environment, String version) {}

    /**
     * One reading of each signal.
     *
     * @param window over how long, up to the time
     */
    List<Reading> read(About about, Set<String> signals, Duration window, Instant at);

    /** What is asked for those signals that somebody is asked for, by their names. */
    Map<String, String> queries(About about, Set<String> signals, Duration window);

    /** What is known of the files of the version that serves; may be some minutes old. */
    List<Fact> files(About about);

    /**
     * The alerts that fire.
     *
     * @throws io.stagegate.gateway.journal.JournalException where that is not known: it is not that none does
     */
    List<Alert> firing(About about);
}
