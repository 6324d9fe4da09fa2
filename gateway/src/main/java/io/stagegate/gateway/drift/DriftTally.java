package io.stagegate.gateway.drift;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.gateway.drift.DriftStore.Count;
import io.stagegate.gateway.restore.RestoreResult;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/** Tells the metrics what went around the gateway and what comes of it. */
public final class DriftTally {
    private static final String RESTORES = "stagegate_drift_restores";

    private final MeterRegistry registry;
    private final AtomicReference<Count> count = new AtomicReference<>(new Count(0, 0, 0));

    public DriftTally(MeterRegistry registry) {
        this.registry = registry;
        for (var result : new String[] {"applied", "held", "denied", "failed", "movedon"}) {
            registry.counter(RESTORES, "result", result);
        }
        gauge(
                "stagegate_targets_drifted",
                "targets that serve what somebody has put there around the gateway",
                Count::drifted);
        gauge(
                "stagegate_drifts_stuck",
                "those of them in which putting it back needs somebody: it was denied, did not come out well, or is not possible",
                Count::stuck);
        gauge("stagegate_drifts_asking", "those of them about which a person's answer is waited for", Count::asking);
    }

    private void gauge(String name, String description, ToIntFunction<Count> of) {
        Gauge.builder(name, count, c -> of.applyAsInt(c.get()))
                .description(description)
                .register(registry);
    }

    void restored(RestoreResult result) {
        registry.counter(RESTORES, "result", result.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
    }

    void counted(Count now) {
        count.set(now);
    }
}
