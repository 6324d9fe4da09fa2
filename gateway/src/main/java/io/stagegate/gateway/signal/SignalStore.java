package io.stagegate.gateway.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What sources have told. Every method throws {@link io.stagegate.gateway.journal.JournalException} where the database does not answer in
 * time.
 */
public interface SignalStore {

    /** Keeps readings, all or none; how many of them were not there already. */
    int add(List<Pushed> readings);

    /**
     * The newest of each signal that was observed at a time or before it.
     *
     * @param sources those that count
     */
    List<Pushed> newest(About about, Set<String> signals, Set<String> sources, Instant at);

    /**
     * Forgets what nobody will ask for any more.
     *
     * @param keep for how long the readings of each source are kept; those of others for thirty days
     */
    void forget(Map<String, Duration> keep);
}
