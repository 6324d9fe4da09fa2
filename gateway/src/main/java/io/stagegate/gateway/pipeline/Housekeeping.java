package io.stagegate.gateway.pipeline;

import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Holds.Revoked;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done whoever is there: resolve attempts whose owner is gone, expire holds, tell of them again, release approved ones. */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final Duration CLAIM = Duration.ofSeconds(60);

    private final Journal journal;
    private final Holds holds;
    private final Map<String, Upstream> upstreams;
    private final Forwarder forwarder;
    private final Releases releases;
    private final Consumer<Revoked> restore;
    private final Executor executor;

    /**
     * @param restore puts back what was released in an emergency and revoked
     * @param executor runs each restore on a virtual thread of its own
     */
    public Housekeeping(
            Pipeline.Parts parts,
            Map<String, Upstream> upstreams,
            Releases releases,
            Consumer<Revoked> restore,
            Executor executor) {
        this.restore = restore;
        this.journal = parts.journal();
        this.holds = parts.holds();
        this.upstreams = Map.copyOf(upstreams);
        this.forwarder = parts.forwarder();
        this.releases = releases;
        this.executor = executor;
    }

    /** One round. Never throws: the next round tries again. */
    public void round() {
        try {
            journal.orphans().forEach(this::resolve);
            expire();
            holds.tellDue();
            holds.lapseDue();
            holds.revoked(CLAIM).forEach(revoked -> executor.execute(() -> restore.accept(revoked)));
            holds.approved().forEach(releases::add);
        } catch (JournalException e) {
            LOG.debug("housekeeping waits for the database: {}", e.getMessage());
        }
    }

    /** Until nothing is due any more: many may have come due while nobody was there. */
    private void expire() {
        for (var due = holds.expireDue(); !due.isEmpty(); due = holds.expireDue()) {
            due.forEach(id -> LOG.info("hold {} expired", id));
        }
    }

    private void resolve(Attempt attempt) {
        var upstream = upstreams.get(attempt.submission().upstream());
        if (upstream == null) {
            LOG.error(
                    "attempt {} cannot be resolved: upstream {} is not in the configuration",
                    attempt.id(),
                    attempt.submission().upstream());
            return;
        }
        LOG.info(
                "attempt {} of {} has no outcome: reading its targets back",
                attempt.id(),
                attempt.submission().id());
        forwarder.readBack(upstream, attempt, "the gateway stopped before the outcome was recorded", true);
    }
}
