package io.stagegate.gateway.policy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Tells the metrics which set this replica runs, and counts what came and what was refused. */
final class Reloads {
    private final MeterRegistry registry;
    private final AtomicReference<Optional<Meter>> running = new AtomicReference<>(Optional.empty());

    Reloads(MeterRegistry registry) {
        this.registry = registry;
        count("activated", 0);
        count("refused", 0);
    }

    private void count(String result, int more) {
        registry.counter("stagegate_policy_reload", "result", result).increment(more);
    }

    void refused() {
        count("refused", 1);
    }

    void activated(CompiledPolicy policy) {
        count("activated", 1);
        stopped();
        running.set(Optional.of(Gauge.builder("stagegate.policy.info", () -> 1)
                .description("1 for the policy set that this replica decides by")
                .tag("digest", policy.digest())
                .tag("name", policy.name())
                .register(registry)));
    }

    void stopped() {
        running.getAndSet(Optional.empty()).ifPresent(registry::remove);
    }
}
