package io.stagegate.gateway.upstream;

import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.core.platform.ServingArtifacts.Model;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Observation;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the artifacts lie that serve governed environments or are held to do so, kept in memory: all of it asked for again on
 * a schedule, and of the models of every hold and every settled change at once. What is older than {@link #FRESH} is not trusted, and nothing is until the
 * models that changed have been asked for.
 */
public final class ServingIndex {
    /** How old an inventory may be. */
    public static final Duration FRESH = Duration.ofSeconds(90);

    private static final Logger LOG = LoggerFactory.getLogger(ServingIndex.class);

    private final Upstream upstream;
    private final VirtualThreads threads;
    private final InstantSource clock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final KnownHeld held;
    private final AtomicReference<State> state = new AtomicReference<>(State.BEGIN);
    private final Queue<Promise<Void>> waiting = new ConcurrentLinkedQueue<>();

    /**
     * What is known, and what is to be asked.
     *
     * @param artifacts as of {@code at}; {@link Instant#EPOCH} where never asked
     * @param changed models not to be trusted, each with the number of its last change
     * @param changes how many there have been
     * @param all whether everything is to be asked for
     * @param asking whether somebody is at it
     */
    private record State(
            ServingArtifacts artifacts,
            Instant at,
            Map<Model, Long> changed,
            long changes,
            boolean all,
            boolean asking) {
        static final State BEGIN = new State(ServingArtifacts.NONE, Instant.EPOCH, Map.of(), 0, false, false);

        State wantingAll() {
            return new State(artifacts, at, changed, changes, true, asking);
        }

        State wanting(Iterable<Model> models) {
            var more = new HashMap<>(changed);
            models.forEach(model -> more.put(model, changes + 1));
            return new State(artifacts, at, Map.copyOf(more), changes + 1, all, asking);
        }

        State begun() {
            return new State(artifacts, at, changed, changes, all, true);
        }

        /** What failed is left for the schedule, and what changed stays untrusted until then. */
        State ended(boolean failed) {
            return new State(artifacts, at, changed, changes, all && !failed, false);
        }

        /** The same, having asked as things stood in an earlier state. */
        State knowing(ServingArtifacts found, Instant when, State asked) {
            var rest = new HashMap<>(changed);
            rest.values().removeIf(number -> number <= asked.changes());
            return new State(found, when, Map.copyOf(rest), changes, all && !asked.all(), asking);
        }

        boolean open() {
            return all || !changed.isEmpty();
        }
    }

    public ServingIndex(Upstream upstream, Journal journal, VirtualThreads threads, InstantSource clock) {
        this.upstream = upstream;
        this.threads = threads;
        this.clock = clock;
        this.held = new KnownHeld(upstream.name(), journal);
    }

    /** What serves, or empty where that is not known well enough. */
    public Optional<ServingArtifacts> fresh() {
        var now = state.get();
        return now.changed().isEmpty() && !old(now) ? Optional.of(now.artifacts()) : Optional.empty();
    }

    private boolean old(State now) {
        return !now.at().plus(FRESH).isAfter(clock.instant());
    }

    /** The same, waiting a little where it is just being asked for. */
    public Future<Optional<ServingArtifacts>> fresh(Duration atMost) {
        var now = fresh();
        if (now.isPresent()) {
            return Future.succeededFuture(now);
        }
        var told = Promise.<Void>promise();
        waiting.add(told);
        if (old(state.get())) {
            refresh();
        } else {
            begin();
        }
        return told.future()
                .timeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(e -> waiting.remove(told))
                .transform(_ -> Future.succeededFuture(fresh()));
    }

    /** Asks for everything again, once for all who want it while it is being asked. */
    public void refresh() {
        state.updateAndGet(State::wantingAll);
        begin();
    }

    /** What was known of these models before a change is not trusted after it. */
    public void changed(Iterable<Model> models) {
        state.updateAndGet(s -> s.wanting(models));
        begin();
    }

    private void begin() {
        if (!state.getAndUpdate(State::begun).asking()) {
            threads.execute(this::ask);
        }
    }

    private void ask() {
        var failed = true;
        try {
            for (var now = state.get(); now.open(); now = state.get()) {
                ask(now);
                tell();
            }
            failed = false;
        } catch (InquiryException e) {
            if (!closed.get()) {
                LOG.warn("what serves on {} is not known: {}", upstream.name(), e.getMessage());
            }
        } finally {
            end(failed);
        }
    }

    private void ask(State now) {
        var whole = now.all() || now.at().equals(Instant.EPOCH);
        var found = upstream.ask(whole ? all(now) : some(now), Observation.passing());
        // What came through the gateway while it was asked for is asked for again, however long that took.
        var at = whole ? clock.instant() : now.at();
        state.updateAndGet(s -> s.knowing(found, at, now));
    }

    private Inquiry<ServingArtifacts> all(State now) {
        return upstream.platform().servingArtifacts(now.artifacts(), held.all());
    }

    private Inquiry<ServingArtifacts> some(State now) {
        var models = now.changed().keySet();
        return upstream.platform().servingArtifacts(now.artifacts(), held.some(models), models);
    }

    private void end(boolean failed) {
        var before = state.getAndUpdate(s -> s.ended(failed));
        tell();
        // What was wanted between the last look and the end is begun with anew.
        if (!failed && before.open()) {
            begin();
        }
    }

    /** Asks no more. */
    public void close() {
        closed.set(true);
    }

    private void tell() {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.tryComplete();
        }
    }
}
