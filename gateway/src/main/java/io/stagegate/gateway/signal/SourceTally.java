package io.stagegate.gateway.signal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.core.watch.Reading;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Counts for the metrics what is asked of sources and what they tell. */
public final class SourceTally {
    private final MeterRegistry registry;

    public SourceTally(MeterRegistry registry) {
        this.registry = registry;
    }

    /** From now on it is shown whether they answer. */
    public void watch(Collection<SignalSource> sources) {
        for (var source : List.copyOf(sources)) {
            Gauge.builder("stagegate_source_down", source, s -> s.down().isPresent() ? 1 : 0)
                    .description("1 where the source did not answer the last time that it was asked")
                    .tag("source", source.name())
                    .register(registry);
        }
    }

    void read(Reading reading) {
        var result = reading.state().name().toLowerCase(Locale.ROOT);
        registry.counter("stagegate_source_readings", "source", reading.source(), "result", result)
                .increment();
    }

    /** What a call of a source came to. */
    public enum Call {
        TAKEN,
        REFUSED,
        LIMITED
    }

    /** A source has called. */
    public void called(String source, Call call) {
        registry.counter(
                        "stagegate_source_calls",
                        "source",
                        source,
                        "result",
                        call.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Somebody has called who has not proved to be a source. */
    public void unproved() {
        registry.counter("stagegate_source_unauthenticated").increment();
    }

    /** Readings were taken, some of which were there already. */
    public void taken(String source, int fresh, int repeated) {
        registry.counter("stagegate_source_taken", "source", source, "repeated", "false")
                .increment(fresh);
        registry.counter("stagegate_source_taken", "source", source, "repeated", "true")
                .increment(repeated);
    }
}
