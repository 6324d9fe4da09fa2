package io.stagegate.gateway.signal;

import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.journal.JournalException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads each signal where it is known: of the source that is asked for it, else among what was told. */
public final class AllSignals implements Signals {
    private static final Logger LOG = LoggerFactory.getLogger(AllSignals.class);

    /** So long what was pushed of a version is not stale. */
    private static final Duration OF_A_VERSION = Duration.ofDays(1);

    private final Map<String, SignalSource> bySignal = new HashMap<>();
    private final Set<String> tellers;
    private final SignalStore store;
    private final SourceTally tally;

    /** @param tellers the sources whose readings count that tell of their own accord */
    public AllSignals(Collection<SignalSource> sources, Set<String> tellers, SignalStore store, SourceTally tally) {
        sources.forEach(source -> source.signals().forEach(signal -> bySignal.put(signal, source)));
        this.tellers = Set.copyOf(tellers);
        this.store = store;
        this.tally = tally;
    }

    @Override
    public List<Reading> read(About about, Set<String> signals, Duration window, Instant at) {
        var names = new TreeSet<>(signals);
        // What is asked is under way while the database is read.
        List<Future<Reading>> asked = names.stream()
                .flatMap(name -> Optional.ofNullable(bySignal.get(name)).stream()
                        .map(source -> source.read(about, name, window, at)))
                .toList();
        var told = told(
                about,
                names.stream().filter(name -> !bySignal.containsKey(name)).collect(Collectors.toSet()),
                window,
                at);
        Future.join(asked).await();
        var found = new HashMap<>(told);
        asked.forEach(reading -> found.put(reading.result().signal(), reading.result()));
        var out = names.stream()
                .map(name -> Optional.ofNullable(found.get(name))
                        .orElseGet(() -> Reading.none(name, Reading.State.NO_DATA, "", "", at)))
                .toList();
        out.stream().filter(reading -> !reading.source().isEmpty()).forEach(tally::read);
        return out;
    }

    @Override
    public Map<String, String> queries(About about, Set<String> signals, Duration window) {
        return signals.stream()
                .filter(bySignal::containsKey)
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> Objects.requireNonNull(bySignal.get(name)).query(about, name, window)));
    }

    private Map<String, Reading> told(About about, Set<String> names, Duration window, Instant at) {
        if (names.isEmpty() || tellers.isEmpty()) {
            return Map.of();
        }
        try {
            return store.newest(about, names, tellers, at).stream()
                    .map(pushed -> fresh(pushed, at, window))
                    .collect(Collectors.toMap(Reading::signal, Function.identity()));
        } catch (JournalException e) {
            LOG.warn("readings are not known: {}", e.getMessage());
            var source = tellers.size() == 1 ? tellers.iterator().next() : "";
            return names.stream()
                    .collect(Collectors.toMap(
                            Function.identity(), name -> Reading.none(name, Reading.State.DOWN, "", source, at)));
        }
    }

    /**
     * What was observed before the time that is looked back over says nothing of it. But what is told of the very version that serves
     * was not observed of another one: labels may come once a day.
     */
    private static Reading fresh(Pushed pushed, Instant at, Duration window) {
        var ofAny = pushed.subject().version().isEmpty();
        var since = at.minus(ofAny || window.compareTo(OF_A_VERSION) > 0 ? window : OF_A_VERSION);
        return pushed.observedAt().isBefore(since)
                ? Reading.none(pushed.name(), Reading.State.STALE, pushed.unit(), pushed.source(), pushed.observedAt())
                : pushed.reading();
    }
}
