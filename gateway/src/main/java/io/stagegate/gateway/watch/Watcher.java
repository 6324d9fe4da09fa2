package io.stagegate.gateway.watch;

import io.stagegate.core.Subject;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.watch.Look.Seen;
import io.stagegate.gateway.watch.Observing.About;
import io.stagegate.gateway.watch.Watches.Claimed;
import io.stagegate.gateway.watch.Watches.Found;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what is watched when that is due, as far as this replica gets hold of it. */
public final class Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    /** How many looks go on at once: enough that those whose source is slow leave room for others. */
    private static final int AT_ONCE = 256;

    /** How many are claimed in one transaction. */
    private static final int CLAIMED = 64;

    /** How many rounds one look for what is over and what is open is good for. */
    private static final int ROUNDS = 10;

    private final Watches store;
    private final Holds holds;
    private final Map<String, Upstream> upstreams;
    private final Parts parts;
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicBoolean keeping = new AtomicBoolean();
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicInteger rounds = new AtomicInteger();

    /**
     * What it looks with.
     *
     * @param acting does what is to be done about a look
     * @param clock by which everything goes that replicas have to agree on
     * @param executor runs each look on a virtual thread of its own
     */
    public record Parts(
            Observing observing,
            Judging judging,
            Consumer<Judged> acting,
            WatchTally tally,
            InstantSource clock,
            Executor executor) {}

    /** @param upstreams by name */
    public Watcher(Watches store, Holds holds, Map<String, Upstream> upstreams, Parts parts) {
        this.store = store;
        this.holds = holds;
        this.upstreams = Map.copyOf(upstreams);
        this.parts = parts;
    }

    /** Begins the looks that are due. Never throws: what cannot be done now is done with the next round. */
    public void round() {
        if (!keeping.compareAndSet(false, true)) {
            return;
        }
        try {
            if (rounds.getAndIncrement() % ROUNDS == 0) {
                tidy();
            }
            // Without rules nothing can be judged; another replica may have some.
            while (parts.judging().ready() && begin() > 0) {
                // Until nothing is due any more, or as much goes on as may.
            }
        } catch (JournalException e) {
            LOG.debug("what is watched waits for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("looking at what is watched failed", e);
        } finally {
            keeping.set(false);
        }
    }

    private void tidy() {
        while (store.endOver() > 0) {
            // Until nothing is over any more.
        }
        store.needlessHolds()
                .forEach(id -> holds.decide(id, Subject.ITSELF, hold -> ReviewRules.cancel(hold, Subject.ITSELF)));
        parts.tally().counted(store.count());
    }

    private int begin() {
        var room = AT_ONCE - busy.get();
        if (room <= 0) {
            full.set(true);
            return 0;
        }
        var claimed = store.claim(Math.min(room, CLAIMED));
        busy.addAndGet(claimed.size());
        claimed.stream()
                .collect(Collectors.groupingBy(Alike::of))
                .forEach((alike, all) -> parts.executor().execute(() -> look(alike, all)));
        return claimed.size();
    }

    /** Looks that read the same. */
    private record Alike(
            String upstream,
            String model,
            String environment,
            String version,
            boolean files,
            Set<String> signals,
            Duration window) {
        static Alike of(Claimed claimed) {
            var watch = claimed.watch();
            var target = watch.change().target();
            return new Alike(
                    target.upstream(),
                    target.workspace() + "/" + target.model(),
                    watch.change().environment(),
                    watch.version(),
                    // What was not known when it was promoted cannot have changed since.
                    !watch.files().isEmpty(),
                    watch.plan().signals(),
                    watch.window(claimed.at()));
        }
    }

    private void look(Alike alike, List<Claimed> all) {
        Optional<Seen> shared = Optional.empty();
        for (var claimed : all) {
            try {
                Failpoint.WATCH_CLAIMED.reached();
                var about = about(claimed.watch(), version(claimed.watch()));
                var seen = shared.isPresent() ? shared.get() : see(about, alike, claimed.at());
                shared = Optional.of(seen);
                look(claimed, about, seen);
            } catch (JournalException e) {
                LOG.warn("a look at {} is not recorded: {}", claimed.watch().id(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("looking at {} failed", claimed.watch().id(), e);
            } finally {
                ended();
            }
        }
    }

    /** Where as many went on as may, others wait for their turn. */
    private void ended() {
        if (busy.decrementAndGet() <= AT_ONCE / 2 && full.getAndSet(false)) {
            parts.executor().execute(this::round);
        }
    }

    private Seen see(About about, Alike alike, Instant at) {
        return new Seen(
                parts.observing().read(about, alike.signals(), alike.window(), at),
                parts.observing().firing(about),
                alike.files() && parts.judging().readFiles() ? parts.observing().files(about) : List.of());
    }

    private static About about(Watched watch, String version) {
        return new About(watch.change().target(), watch.change().environment(), version);
    }

    private void look(Claimed claimed, About about, Seen seen) {
        var watch = claimed.watch();
        var before = watch.before().orElseGet(() -> before(watch));
        var look = new Look(claimed.at(), claimed.gap(), seen);
        var verdict = parts.judging().judge(new Scene(watch, about.version(), before, look, claimed.earlier()));
        var number = store.looked(claimed, new Found(about.version(), before, look, verdict));
        Failpoint.LOOK_RECORDED.reached();
        if (number.isPresent() && !verdict.said().isEmpty()) {
            if (!watch.settling(claimed.at())) {
                var queries = parts.observing().queries(about, watch.plan().signals(), watch.window(claimed.at()));
                parts.acting().accept(new Judged(watch, number.get(), seen, queries, verdict));
            }
            store.giveBack(claimed);
        }
        parts.tally()
                .looked(
                        verdict,
                        claimed.gap(),
                        Duration.between(claimed.dueAt(), parts.clock().instant()));
    }

    /** Read once, by the version that served then. */
    private List<Reading> before(Watched watch) {
        return parts.observing()
                .read(about(watch, watch.change().baseline()), watch.plan().signals(), watch.window(), watch.begunAt());
    }

    /** A version that was registered by the change itself has a number only since then. */
    private String version(Watched watch) {
        if (!watch.version().isEmpty()) {
            return watch.version();
        }
        try {
            return Optional.ofNullable(upstreams.get(watch.change().target().upstream()))
                    .flatMap(u -> u.ask(u.platform().read(List.of(watch.change().target()))).stream()
                            .flatMap(state -> state.versions().stream())
                            .findFirst())
                    .orElse("");
        } catch (InquiryException e) {
            LOG.warn("what serves in {} is not known yet: {}", watch.change().target(), e.getMessage());
            return "";
        }
    }
}
