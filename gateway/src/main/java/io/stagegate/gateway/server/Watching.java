package io.stagegate.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.WatchSettings;
import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.evidence.Alert;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Acting;
import io.stagegate.gateway.watch.Judging;
import io.stagegate.gateway.watch.Observing;
import io.stagegate.gateway.watch.Scene;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.WatchTally;
import io.stagegate.gateway.watch.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looking after what was promoted, put together: one for a gateway. */
final class Watching {
    private Watching() {}

    /**
     * What it is put together of.
     *
     * @param upstreams by name
     * @param clock the database's
     * @param limits what it keeps to
     */
    record Parts(
            Database store,
            Map<String, Upstream> upstreams,
            Restoring restoring,
            VirtualThreads threads,
            InstantSource clock,
            WatchSettings limits) {}

    static Watcher of(Parts parts, MeterRegistry metrics) {
        var store = parts.store().watches();
        var tally = new WatchTally(metrics);
        var acting = new Acting(store, parts.restoring(), limits(parts.limits()), tally);
        return new Watcher(
                store,
                parts.store().holds(),
                parts.upstreams(),
                new Watcher.Parts(
                        new Told(parts.store().alerts()),
                        new NoRules(),
                        acting::act,
                        tally,
                        parts.clock(),
                        parts.threads()));
    }

    private static Acting.Limits limits(WatchSettings config) {
        var ask = config.ask();
        var asked = Requirement.of(new Quorum(ask.approvals(), ask.from(), false, Optional.empty()))
                .within(ask.within());
        return new Acting.Limits(config.guard(), config.restoresPerDay(), asked);
    }

    /**
     * What is read: of alerts what sources tell, and of signals nothing as long as none of them has any.
     *
     * @param alerts that are known
     */
    private record Told(Alerts alerts) implements Observing {
        @Override
        public List<Reading> read(About about, Set<String> signals, Duration window, Instant at) {
            return signals.stream()
                    .sorted()
                    .map(signal -> Reading.none(signal, Reading.State.NO_DATA, "", "", at))
                    .toList();
        }

        @Override
        public List<Alert> firing(About about) {
            return alerts.firing(about.target().upstream(), about.target().model(), about.environment());
        }
    }

    /** What judges as long as policy sets have no watch rules: nothing does, and nothing is claimed. */
    private record NoRules() implements Judging {
        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public Verdict judge(Scene scene) {
            throw new IllegalStateException("there are no rules to judge by");
        }
    }
}
