package io.stagegate.gateway.pipeline;

import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Holds.Revoked;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.JournalException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done whoever is there: resolve attempts whose owner is gone, expire holds, tell of them again, release approved ones. */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private static final Duration CLAIM = Duration.ofSeconds(60);

    /** Holds that expire at once from which on it takes more than one to do it. */
    private static final int MANY = 100;

    private static final int HELPERS = 3;
    private static final int NAMED = 5;

    private final Journal journal;
    private final Holds holds;
    private final Map<String, Upstream> upstreams;
    private final Forwarder forwarder;
    private final Releases releases;
    private final Consumer<Revoked> restore;
    private final Executor executor;

    /**
     * @param restore puts back what was released in an emergency and revoked
     * @param executor runs each restore and each resolution on a virtual thread of its own
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
        step("recording outcomes", forwarder::recordAgain);
        step("giving claims back", releases::giveBack);
        step(
                "resolving attempts",
                () -> journal.orphans()
                        .forEach(attempt ->
                                executor.execute(() -> step("resolving " + attempt.id(), () -> resolve(attempt)))));
        step("expiring holds", this::expire);
        step("telling of holds", holds::tellDue);
        step("revoking releases", holds::lapseDue);
        step(
                "putting back",
                () -> holds.revoked(CLAIM).forEach(revoked -> executor.execute(() -> restore.accept(revoked))));
        step("releasing holds", () -> holds.approved().forEach(releases::add));
    }

    /** What fails in one of them does not keep the others from being done. */
    private static void step(String what, Runnable work) {
        try {
            work.run();
        } catch (JournalException e) {
            LOG.debug("{} waits for the database: {}", what, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} failed", what, e);
        }
    }

    /** Where many have come due while nobody was there, several do it at once. */
    private void expire() {
        if (expireSome() >= MANY) {
            for (var helper = 0; helper < HELPERS; helper++) {
                executor.execute(() -> step("expiring holds", this::expireAll));
            }
        }
        expireAll();
    }

    private void expireAll() {
        while (expireSome() > 0) {
            // Until nothing is due any more.
        }
    }

    private int expireSome() {
        var due = holds.expireDue();
        if (!due.isEmpty()) {
            LOG.info("{} expired: {}", due.size() == 1 ? "1 hold" : due.size() + " holds", shortened(due));
        }
        return due.size();
    }

    /** The audit names all of them. */
    private static String shortened(List<String> ids) {
        var named = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
        return ids.size() > NAMED ? named + ", ..." : named;
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
        forwarder.takeOver(upstream, attempt);
    }
}
