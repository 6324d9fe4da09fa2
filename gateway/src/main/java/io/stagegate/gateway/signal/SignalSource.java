package io.stagegate.gateway.signal;

import io.stagegate.core.watch.Reading;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A source that is asked. */
public interface SignalSource extends AutoCloseable {

    /** Its name in the configuration. */
    String name();

    /** What it can be asked for. */
    Set<String> signals();

    /** Asks for one of them. Never fails: what went wrong is a reading, too. */
    Future<Reading> read(About about, String signal, Duration window, Instant at);

    /** What it is asked for a signal, in words of its own, as the audit tells it. */
    String query(About about, String signal, Duration window);

    /** Finds out whether it answers, where nothing else does. */
    void probe();

    /** Why it is down, in words; empty where it answered the last time, or was not asked yet. */
    Optional<String> down();

    @Override
    void close();
}
