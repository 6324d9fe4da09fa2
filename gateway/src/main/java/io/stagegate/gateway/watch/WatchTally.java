package io.stagegate.gateway.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.stagegate.gateway.restore.RestoreResult;
import io.stagegate.gateway.watch.Verdict.Word;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/** Tells the metrics what is watched and what comes of it. */
public final class WatchTally {
    private static final String LOOKS = "stagegate_watch_looks";
    private static final String RESTORES = "stagegate_watch_restores";

    private final MeterRegistry registry;
    private final Timer lag;
    private final AtomicReference<Watches.Count> count = new AtomicReference<>(new Watches.Count(0, 0, 0));

    public WatchTally(MeterRegistry registry) {
        this.registry = registry;
        for (var word : Word.values()) {
            registry.counter(LOOKS, "judgement", word.word());
        }
        for (var result : new String[] {"applied", "held", "denied", "failed", "movedon"}) {
            registry.counter(RESTORES, "result", result);
        }
        this.lag = Timer.builder("stagegate_watch_lag")
                .description("from when a look was due until it was recorded and what it wants was done")
                .publishPercentileHistogram()
                .register(registry);
        gauge("stagegate_watches_open", "targets that are watched, of all replicas", Watches.Count::open);
        gauge(
                "stagegate_watches_stuck",
                "watches in which putting it back needs somebody: it was denied, did not come out well, or is not possible",
                Watches.Count::stuck);
        gauge("stagegate_watches_asking", "watches in which a person's answer is waited for", Watches.Count::asking);
    }

    private void gauge(String name, String description, ToIntFunction<Watches.Count> of) {
        Gauge.builder(name, count, c -> of.applyAsInt(c.get()))
                .description(description)
                .register(registry);
    }

    void looked(Verdict verdict, boolean gap, Duration late) {
        registry.counter(LOOKS, "judgement", verdict.word().word()).increment();
        if (gap) {
            registry.counter("stagegate_watch_gaps").increment();
        }
        lag.record(late);
    }

    void restored(RestoreResult result) {
        registry.counter(RESTORES, "result", result.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
    }

    void counted(Watches.Count now) {
        count.set(now);
    }
}
