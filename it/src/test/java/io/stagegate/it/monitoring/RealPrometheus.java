package io.stagegate.it.monitoring;

import io.stagegate.it.Needed;
import io.stagegate.it.SuppliedThing;

/** Tells tests where a real Prometheus is. */
public final class RealPrometheus extends SuppliedThing<Prometheus.Installation> {
    RealPrometheus() {
        super(Prometheus.Installation.class);
    }

    @Override
    protected Needed<Prometheus.Installation> find() {
        return Needed.find(
                "a real Prometheus",
                "prometheus is on the PATH (Debian: prometheus)",
                () -> Prometheus.Installation.find().orElseThrow(() -> new IllegalStateException("it is not there")),
                _ -> {});
    }
}
