package io.stagegate.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.WatchSettings;
import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Acting;
import io.stagegate.gateway.watch.Judging;
import io.stagegate.gateway.watch.Observing;
import io.stagegate.gateway.watch.WatchTally;
import io.stagegate.gateway.watch.Watcher;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Looking after what was promoted, put together: one for a gateway. */
final class Watching {
    private Watching() {}

    /**
     * What it is put together of.
     *
     * @param upstreams by name
     * @param observing where signals and alerts are read
     * @param judging the rules in force
     * @param clock the database's
     * @param limits what it keeps to
     */
    record Parts(
            Database store,
            Map<String, Upstream> upstreams,
            Observing observing,
            Judging judging,
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
                        parts.observing(), parts.judging(), acting::act, tally, parts.clock(), parts.threads()));
    }

    static Acting.Limits limits(WatchSettings config) {
        var ask = config.ask();
        var asked = Requirement.of(new Quorum(ask.approvals(), ask.from(), false, Optional.empty()))
                .within(ask.within());
        return new Acting.Limits(config.guard(), config.restoresPerDay(), asked);
    }
}
