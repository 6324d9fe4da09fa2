package io.stagegate.it.monitoring;

import io.stagegate.it.Needed;
import io.stagegate.it.SuppliedThing;

/** Tells tests where a real Alertmanager is. */
public final class RealAlertmanager extends SuppliedThing<Alertmanager.Installation> {
    RealAlertmanager() {
        super(Alertmanager.Installation.class);
    }

    @Override
    protected Needed<Alertmanager.Installation> find() {
        return Needed.find(
                "a real Alertmanager",
                "prometheus-alertmanager is on the PATH (Debian: prometheus-alertmanager)",
                () -> Alertmanager.Installation.find().orElseThrow(() -> new IllegalStateException("it is not there")),
                _ -> {});
    }
}
