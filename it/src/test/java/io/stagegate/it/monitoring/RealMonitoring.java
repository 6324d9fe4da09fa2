package io.stagegate.it.monitoring;

import io.stagegate.it.Needed;
import io.stagegate.it.SuppliedThing;

/** Gives tests the programs of Prometheus and Alertmanager. */
public final class RealMonitoring extends SuppliedThing<Programs> {
    RealMonitoring() {
        super(Programs.class);
    }

    @Override
    protected Needed<Programs> find() {
        return Needed.find(
                "a real Prometheus and a real Alertmanager",
                "prometheus and prometheus-alertmanager are on the PATH, or unpacked from Debian's packages by .ci/run",
                Programs::look,
                _ -> {});
    }
}
