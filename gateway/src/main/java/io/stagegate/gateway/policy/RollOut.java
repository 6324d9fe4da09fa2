package io.stagegate.gateway.policy;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.gateway.policy.PolicyStore.Entry;
import io.stagegate.gateway.policy.PolicyStore.Look;
import io.stagegate.gateway.policy.PolicyStore.Replica;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this replica to the set that the database calls active: builds what is proposed before it becomes active, and lets it
 * decide from the moment on at which it is.
 */
public final class RollOut implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RollOut.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(35);
    private static final long PAUSE = 20;
    private static final long TRY_AGAIN = Duration.ofMinutes(1).toMillis();

    private final Parts parts;
    private final String id;
    private final InForce inForce;
    private final Shelf shelf = new Shelf();
    private final Reloads reloads;
    private final Quarantines quarantines;
    private final Watch watch;
    private final Set<String> building = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Beat> said = new AtomicReference<>(new Beat(Optional.empty(), 0));
    private final AtomicReference<Optional<String>> troubled = new AtomicReference<>(Optional.empty());
    private final AtomicReference<String> offeringTrouble = new AtomicReference<>("");
    private final AtomicReference<Consumer<Look>> looked = new AtomicReference<>(_ -> {});
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Promise<Void> settled = Promise.promise();

    /**
     * What it leans on.
     *
     * @param told hears in a line of each set that begins to decide
     */
    public record Parts(
            Vertx vertx,
            VirtualThreads threads,
            PolicyStore store,
            Workshop workshop,
            MeterRegistry metrics,
            DecisionTally tally,
            Consumer<String> told) {}

    private record Beat(Optional<Replica> replica, long at) {}

    /** @param id what this replica is called among the others */
    public RollOut(String id, InForce inForce, Parts parts) {
        this.id = id;
        this.inForce = inForce;
        this.parts = parts;
        this.reloads = new Reloads(parts.metrics());
        this.quarantines = new Quarantines(id, inForce, parts.store(), parts.metrics());
        this.watch = parts.store().watch();
    }

    Parts parts() {
        return parts;
    }

    Shelf shelf() {
        return shelf;
    }

    /** What this replica is called among the others. */
    public String id() {
        return id;
    }

    /** Digest of the set that this replica decides by. */
    public Optional<String> running() {
        return inForce.digest();
    }

    /** Waits a little for this replica to decide by a set; whether it does. */
    boolean comesToRun(String digest) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!running().equals(Optional.of(digest)) && System.nanoTime() < until) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return running().equals(Optional.of(digest));
    }

    /** Whether this replica decides. */
    boolean runs() {
        return inForce.missing().isEmpty();
    }

    /** Comes when this replica runs what is active and nothing waits to take its place, or when it is known that there is nothing. */
    public Future<Void> settled() {
        return settled.future();
    }

    /** Begins to follow what the database says. To be called once. */
    void begin(Consumer<Look> hears) {
        looked.set(hears);
        parts.threads().execute(this::follow);
    }

    private void next() {
        if (!closed.get()) {
            watch.whenTold(LOOK, () -> parts.threads().execute(this::follow));
        }
    }

    private void follow() {
        if (closed.get()) {
            return;
        }
        try {
            turn();
            away.set(false);
        } catch (JournalException e) {
            // Said once: it is tried again twice a second.
            if (away.compareAndSet(false, true)) {
                LOG.warn("it cannot be told which policy set is active: {}", e.getMessage());
            }
        } finally {
            next();
        }
    }

    /** One look at how it stands, and what follows from it. */
    private void turn() {
        var began = System.nanoTime();
        var look = parts.store().look();
        looked.get().accept(look);
        look.active().ifPresent(this::run);
        look.pending().filter(p -> shelf.find(p.digest()).isEmpty()).ifPresent(p -> build(p.digest()));
        var needed = new HashSet<String>();
        Stream.of(look.active(), look.pending()).flatMap(Optional::stream).forEach(e -> needed.add(e.digest()));
        shelf.keep(needed, began);
        quarantines.follow(look);
        beat();
        look.pending()
                .filter(p -> shelf.find(p.digest())
                        .filter(Built.Good.class::isInstance)
                        .isPresent())
                .ifPresent(p -> parts.store().activate(p));
        if (look.pending().isEmpty() && building.isEmpty()) {
            if (look.active().isEmpty()) {
                inForce.stop("no policy set was ever active, and there is none that can be used");
            }
            settled.tryComplete();
        }
    }

    private void run(Entry active) {
        var digest = active.digest();
        if (inForce.digest().equals(Optional.of(digest))) {
            return;
        }
        var found = shelf.find(digest);
        if (found.isEmpty()) {
            stop("the active policy set " + digest + " is not built yet");
            build(digest);
        } else if (found.get() instanceof Built.Good(var set)) {
            inForce.run(set);
            troubled.set(Optional.empty());
            var policy = set.policy();
            reloads.activated(policy);
            parts.tally().only(policy.ids());
            parts.told()
                    .accept(policy.rules() + " rules of the policy set " + policy.name() + " decide from now on: "
                            + digest);
        } else if (found.get() instanceof Built.Bad bad) {
            var why = "the active policy set " + digest + " cannot be built here: "
                    + bad.text().lines().findFirst().orElse("");
            if (!troubled.getAndSet(Optional.of(why)).equals(Optional.of(why))) {
                LOG.error("what is governed is refused: {}", why);
            }
            stop(why);
        }
    }

    private void stop(String why) {
        inForce.stop(why);
        reloads.stopped();
    }

    /** Builds a kept set; what comes of it is seen at the next look. */
    private void build(String digest) {
        if (!building.add(digest)) {
            return;
        }
        try {
            var source = parts.store().source(digest);
            var built = source.map(parts.workshop()::build)
                    .orElseGet(() -> Future.succeededFuture(new Built.Bad(List.of(), List.of("its text is not kept"))));
            built.onComplete(done -> built(digest, done.succeeded() ? done.result() : failed(done.cause())));
        } catch (JournalException e) {
            building.remove(digest);
            throw e;
        }
    }

    private static Built failed(Throwable why) {
        return new Built.Bad(List.of(), List.of("it cannot be built: " + why.getMessage()));
    }

    private void built(String digest, Built result) {
        shelf.put(digest, result);
        building.remove(digest);
        if (result instanceof Built.Bad bad) {
            LOG.error("the policy set {} cannot be built here:\n{}", digest, bad.text());
            parts.vertx().setTimer(TRY_AGAIN, _ -> shelf.forget(digest));
        }
        watch.wake();
    }

    /** Says what this replica runs and could run, each second and where it is news. */
    void beat() {
        var before = said.get();
        var now = new Replica(
                id,
                inForce.digest(),
                shelf.digests(Built.Good.class::isInstance),
                shelf.digests(Built.Bad.class::isInstance),
                Stream.of(troubled.get().orElse(""), offeringTrouble.get())
                        .filter(t -> !t.isEmpty())
                        .collect(Collectors.joining("; ")),
                quarantines.rules());
        var at = System.nanoTime();
        if (!before.replica().equals(Optional.of(now)) || at - before.at() >= BEAT.toNanos()) {
            parts.store().alive(now);
            said.set(new Beat(Optional.of(now), at));
        }
    }

    /** What is the matter with what was found in the directory; empty where nothing is. */
    void trouble(String text) {
        if (!offeringTrouble.getAndSet(text).equals(text)) {
            watch.wake();
        }
    }

    void refused() {
        reloads.refused();
    }

    /** Tells the others that this replica is not to be waited for. To be called on a virtual thread of Vert.x. */
    public void leave() {
        closed.set(true);
        try {
            parts.store().gone(id);
        } catch (JournalException e) {
            LOG.debug("others take this replica for a living one for a while: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.set(true);
        watch.close();
        stop("the gateway ends");
        shelf.close();
    }
}
