package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.ExplanationJson;
import io.stagegate.gateway.policy.Past.Decided;
import io.stagegate.gateway.threads.Awaiting;
import io.stagegate.gateway.watch.RecordedLook;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import io.stagegate.rules.drools.Explainer;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Explains recorded decisions by the set that decided them, one at a time on a thread of its own: nothing else waits for it. The set that
 * was explained last is kept ready.
 */
public final class Explaining implements AutoCloseable {
    private static final int MOST_WAITING = 16;
    private static final long MINUTES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(55);

    private final Past past;
    private final PolicyStore store;
    private final WorkerExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private Optional<Ready> ready = Optional.empty();

    /** A set with its explainer. */
    private record Ready(CompiledPolicy policy, Explainer explainer) implements AutoCloseable {
        static Ready of(PolicySource source) throws PolicyException {
            var policy = CompiledPolicy.compile(source);
            return new Ready(policy, Explainer.of(policy));
        }

        @Override
        public void close() {
            policy.close();
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param explanation as {@code GET /v1/promotions/{id}/explanation} gives it */
        record Explained(JsonObject explanation) implements Outcome {}

        /** There is no such promotion, or nothing was decided on it. */
        record Unknown() implements Outcome {}

        /** It cannot be explained now or at all, and why. */
        record Impossible(String why, boolean busy) implements Outcome {}
    }

    public Explaining(Vertx vertx, Past past, PolicyStore store) {
        this.past = past;
        this.store = store;
        this.thread = vertx.createSharedWorkerExecutor("explain", 1, MINUTES, TimeUnit.MINUTES);
    }

    /** Explains what a promotion was last decided on. To be called on a virtual thread of Vert.x; takes seconds the first time. */
    public Outcome explain(String promotion) {
        return past.decided(promotion)
                .map(decided -> explain(JsonObject.EMPTY.with("promotion", promotion), decided))
                .orElseGet(Outcome.Unknown::new);
    }

    /** The same of a look at what is watched. */
    public Outcome explain(Optional<RecordedLook> look) {
        return look.map(seen -> explain(
                        JsonObject.EMPTY
                                .with("promotion", seen.scene().watch().promotion())
                                .with("watch", seen.scene().watch().id())
                                .with("look", JsonValue.of(seen.number())),
                        Past.decided(seen)))
                .orElseGet(Outcome.Unknown::new);
    }

    private Outcome explain(JsonObject what, Decided found) {
        var policy = found.policy();
        if (policy.equals(Owners.SETTING)) {
            return new Outcome.Impossible(
                    "it was decided by the configuration (" + policy
                            + "), not by rules: they have no say in changes of themselves, nor in exceptions from them",
                    false);
        }
        var source = store.source(policy);
        if (source.isEmpty()) {
            return new Outcome.Impossible(
                    "the text of the policy set " + policy + " is not kept: it decided before sets were", false);
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return new Outcome.Impossible("too many decisions are being explained: try again in a while", true);
        }
        try {
            return Awaiting.within(thread.executeBlocking(() -> explained(what, found, source.get())), PATIENCE);
        } catch (TimeoutException _) {
            return new Outcome.Impossible("it takes too long: try again in a while", true);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private Outcome explained(JsonObject what, Decided decided, PolicySource source) {
        try {
            var explainer = ready(source).explainer();
            var targets = decided.targets().entrySet().stream()
                    .map(t -> (JsonValue) ExplanationJson.write(t.getKey(), explainer.explain(t.getValue())))
                    .toList();
            return new Outcome.Explained(
                    what.with("policy", decided.policy()).with("targets", JsonValue.array(targets)));
        } catch (PolicyException | IllegalStateException e) {
            return new Outcome.Impossible(
                    "the policy set " + decided.policy() + " cannot be explained: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    false);
        }
    }

    private synchronized Ready ready(PolicySource source) throws PolicyException {
        var kept = ready.filter(r -> r.policy().digest().equals(source.digest()));
        if (kept.isPresent()) {
            return kept.get();
        }
        ready.ifPresent(Ready::close);
        ready = Optional.empty();
        var made = Ready.of(source);
        ready = Optional.of(made);
        return made;
    }

    @Override
    public synchronized void close() {
        thread.close();
        ready.ifPresent(Ready::close);
        ready = Optional.empty();
    }
}
