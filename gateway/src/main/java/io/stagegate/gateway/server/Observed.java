package io.stagegate.gateway.server;

import io.stagegate.core.evidence.Alert;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.pipeline.ServedFiles;
import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.Signals;
import io.stagegate.gateway.watch.Observing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a watch sees.
 *
 * @param signals those of all sources
 * @param alerts those that sources tell of; empty where no source tells of any
 * @param files those of what serves
 */
record Observed(Signals signals, Optional<Alerts> alerts, ServedFiles files) implements Observing {
    @Override
    public List<Reading> read(About about, Set<String> names, Duration window, Instant at) {
        return names.isEmpty() ? List.of() : signals.read(asked(about), names, window, at);
    }

    @Override
    public Map<String, String> queries(About about, Set<String> names, Duration window) {
        return signals.queries(asked(about), names, window);
    }

    private static io.stagegate.gateway.signal.About asked(About about) {
        return new io.stagegate.gateway.signal.About(about.target(), about.environment(), about.version());
    }

    @Override
    public List<Fact> files(About about) {
        return files.of(about.target(), about.version());
    }

    @Override
    public List<Alert> firing(About about) {
        return alerts.map(known ->
                        known.firing(about.target().upstream(), about.target().model(), about.environment()))
                .orElse(List.of());
    }
}
