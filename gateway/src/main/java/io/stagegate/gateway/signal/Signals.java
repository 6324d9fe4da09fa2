package io.stagegate.gateway.signal;

import io.stagegate.core.watch.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The signals of all sources. */
public interface Signals {

    /**
     * One reading for each signal, whatever comes of asking; in the order of their names. Of a signal that no source knows it is
     * {@link Reading.State#NO_DATA} of a source without a name. To be called on a virtual thread of Vert.x.
     *
     * @param window what is looked back over
     * @param at when it is looked at; an earlier time gives what was to be read then
     */
    List<Reading> read(About about, Set<String> signals, Duration window, Instant at);

    /** What is asked for those of them that a source is asked for, by their names. */
    Map<String, String> queries(About about, Set<String> signals, Duration window);
}
