package io.stagegate.gateway.policy;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.JournalException;
import io.stagegate.gateway.json.DiagnosticJson;
import io.stagegate.gateway.policy.Built.Found;
import io.stagegate.gateway.policy.PolicyStore.Entry;
import io.stagegate.gateway.policy.PolicyStore.Look;
import io.stagegate.gateway.policy.PolicyStore.Origin;
import io.stagegate.gateway.policy.PolicyStore.Wish;
import io.stagegate.rules.PolicySource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where sets come from that are to be in force: the directory, and people. Each is built before it is proposed. */
public final class Offers {
    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
    private static final String NOBODY = "stagegate";
    /** Nobody has to say who they are to change a directory. */
    private static final Subject ITSELF = new Subject(NOBODY, "stagegate:directory", Set.of(), false);

    private static final long AGAIN = Duration.ofSeconds(2).toMillis();

    private final RollOut rollOut;
    private final Directory directory;
    private final Directory.Reading first;
    private final AtomicReference<Optional<Found>> latest = new AtomicReference<>(Optional.empty());
    /** What the directory holds. */
    private final AtomicReference<Optional<String>> held = new AtomicReference<>(Optional.empty());
    /** The active set, if the directory has held it since it is active: who changes the directory then means to change that. */
    private final AtomicReference<Optional<String>> agreed = new AtomicReference<>(Optional.empty());

    private final AtomicBoolean begun = new AtomicBoolean();

    private final Approving approving;

    /** What came of an offer. */
    public sealed interface Outcome {
        /**
         * It waits for approval.
         *
         * @param hold id of the hold
         */
        record Held(String digest, String name, String hold, List<JsonObject> findings) implements Outcome {}

        /**
         * It decides, or will once the others have built it.
         *
         * @param active whether this replica decides by it
         * @param findings what is told of it though it can be used
         */
        record Taken(String digest, String name, boolean active, List<JsonObject> findings) implements Outcome {}

        /** It cannot be used. */
        record Refused(String digest, String why, List<JsonObject> findings) implements Outcome {}
    }

    /** @param first what the directory held at the start */
    public Offers(RollOut rollOut, Rehearsal rehearsal, Directory directory, Directory.Reading first) {
        this.first = first;
        this.approving = new Approving(rollOut, rehearsal);
        this.rollOut = rollOut;
        this.directory = directory;
    }

    /** From now on sets wait for approval. */
    public void approvedBy(Approval owners) {
        approving.by(owners);
    }

    private Workshop workshop() {
        return rollOut.parts().workshop();
    }

    private PolicyStore store() {
        return rollOut.parts().store();
    }

    /**
     * Joins the other replicas with what the directory holds, and follows from then on what is active. Where it throws it can be
     * called again.
     */
    public void join() {
        var found = first.found().await();
        latest.set(Optional.of(found));
        take(found, _ -> first.built().await(), "found at the start");
        if (begun.compareAndSet(false, true)) {
            rollOut.begin(this::looked);
            directory.watch(this::changed);
        }
    }

    private void looked(Look now) {
        now.active().map(Entry::digest).filter(this::isHeld).ifPresent(d -> {
            agreed.set(Optional.of(d));
            rollOut.trouble("");
        });
    }

    private void changed(Found found) {
        latest.set(Optional.of(found));
        rollOut.parts().threads().execute(() -> changed(found, "changed"));
    }

    private void changed(Found found, String why) {
        if (!latest.get().equals(Optional.of(found))) {
            return;
        }
        try {
            take(found, source -> workshop().build(source).await(), why);
        } catch (JournalException e) {
            again("proposed", e, () -> changed(found, why));
        }
    }

    private void again(String done, JournalException why, Runnable task) {
        LOG.warn("the changed policy set is not {} yet: {}", done, why.getMessage());
        rollOut.parts().vertx().setTimer(AGAIN, _ -> rollOut.parts().threads().execute(task));
    }

    private void take(Found found, Function<PolicySource, Built> build, String why) {
        var wish = new Wish(Origin.DIRECTORY, NOBODY, why + ": " + directory.path());
        switch (found) {
            case Found.Unreadable(var bad) -> refuse(Optional.empty(), wish, bad);
            case Found.Source(var source) -> {
                var digest = source.digest();
                var now = store().look();
                if (now.pending()
                                .or(now::active)
                                .filter(e -> e.digest().equals(digest))
                                .isPresent()
                        && rollOut.runs()) {
                    held(digest);
                } else {
                    take(source, wish, build.apply(source));
                }
            }
        }
    }

    private void held(String digest) {
        held.set(Optional.of(digest));
        rollOut.trouble("");
    }

    private void take(PolicySource source, Wish wish, Built built) {
        switch (built) {
            case Built.Bad bad -> refuse(Optional.of(source), wish, bad);
            case Built.Good(var set) -> {
                set.policy().warnings().forEach(w -> LOG.warn("{}/{}", directory.path(), w));
                held(source.digest());
                var name = set.policy().name();
                if (superseded(source.digest())) {
                    keepBack(source.digest(), built);
                } else if (approving.needed()) {
                    rollOut.shelf().put(source.digest(), built);
                    // It takes a while, and a gateway that starts is not to wait for it.
                    rollOut.parts().threads().execute(() -> ask(source, wish, name));
                } else {
                    propose(source, wish, built, name);
                }
            }
        }
    }

    private void ask(PolicySource source, Wish wish, String name) {
        var digest = source.digest();
        try {
            if (isHeld(digest)) {
                approving
                        .ask(source, wish, name, ITSELF)
                        .filter(_ -> isHeld(digest))
                        .ifPresent(hold -> waits(digest, hold));
            }
        } catch (JournalException e) {
            again("held", e, () -> ask(source, wish, name));
        }
    }

    private boolean isHeld(String digest) {
        return held.get().equals(Optional.of(digest));
    }

    private void waits(String digest, String hold) {
        var what = "the policy set in " + directory.path() + " (" + digest + ") waits for approval as " + hold;
        LOG.info(what);
        rollOut.trouble(what);
    }

    /** Has it approved, where somebody has to, else proposes it; the id of the hold that it waits as. */
    private Optional<String> submit(PolicySource source, Wish wish, Built built, String name, Subject subject) {
        if (approving.needed()) {
            rollOut.shelf().put(source.digest(), built);
            return approving.ask(source, wish, name, subject);
        }
        propose(source, wish, built, name);
        return Optional.empty();
    }

    private void propose(PolicySource source, Wish wish, Built built, String name) {
        var digest = source.digest();
        rollOut.shelf().offer(digest, built);
        try {
            rollOut.beat();
            store().propose(source, name, wish);
        } finally {
            rollOut.shelf().offered(digest);
        }
    }

    private void keepBack(String digest, Built built) {
        var what =
                "the policy set in " + directory.path() + " was in force before, and another one has taken its place:"
                        + " to go back to it say ./stagegate policy activate " + digest;
        LOG.warn(what);
        rollOut.trouble(what);
        rollOut.shelf().put(digest, built);
    }

    /** Whether a set gave way to the active one without whoever keeps the directory knowing of it. */
    private boolean superseded(String digest) {
        var active = store().look().active().map(Entry::digest);
        return active.isPresent()
                && !active.equals(Optional.of(digest))
                && !active.equals(agreed.get())
                && store().everActive(digest);
    }

    private void refuse(Optional<PolicySource> source, Wish wish, Built.Bad bad) {
        held.set(Optional.empty());
        rollOut.refused();
        bad.text().lines().forEach(line -> LOG.error("{}/{}", directory.path(), line));
        var goes = store().look()
                .active()
                .map(active -> active.digest() + " goes on")
                .orElse("there is no other one, and what is governed is refused");
        var what = "the policy set in " + directory.path() + " cannot be used";
        LOG.error("{}; {}: ./stagegate policy check {} says more", what, goes, directory.path());
        rollOut.trouble(what + ": " + bad.text().lines().findFirst().orElse(""));
        var findings = DiagnosticJson.writeAll(bad.diagnostics(), source);
        store().refused(source.map(PolicySource::digest), wish, bad.text(), findings);
    }

    /** Somebody wants a set to be in force. Waits a little for it. */
    public Outcome offer(PolicySource source, Wish wish, Subject person) {
        return offer(source, wish, (built, name) -> submit(source, wish, built, name, person));
    }

    /** A set that is kept has been approved. */
    Outcome approved(String digest, Wish wish) {
        var kept = store().source(digest);
        return kept.map(source -> offer(source, wish, (built, name) -> {
                    propose(source, wish, built, name);
                    return Optional.empty();
                }))
                .orElseGet(() -> new Outcome.Refused(digest, "its text is not kept", List.of()));
    }

    private Outcome offer(PolicySource source, Wish wish, BiFunction<Built, String, Optional<String>> submit) {
        var digest = source.digest();
        var built = workshop().build(source).await();
        var findings = DiagnosticJson.writeAll(built.diagnostics(), Optional.of(source));
        return switch (built) {
            case Built.Bad bad -> {
                rollOut.refused();
                store().refused(Optional.of(digest), wish, bad.text(), findings);
                yield new Outcome.Refused(digest, bad.text(), findings);
            }
            case Built.Good(var set) -> {
                var name = set.policy().name();
                yield submit.apply(built, name)
                        .<Outcome>map(hold -> new Outcome.Held(digest, name, hold, findings))
                        .orElseGet(() -> new Outcome.Taken(digest, name, rollOut.comesToRun(digest), findings));
            }
        };
    }
}
