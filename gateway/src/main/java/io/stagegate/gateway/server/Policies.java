package io.stagegate.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.PolicySettings;
import io.stagegate.gateway.api.PolicyCalls;
import io.stagegate.gateway.pipeline.Ids;
import io.stagegate.gateway.policy.DecisionTally;
import io.stagegate.gateway.policy.Directory;
import io.stagegate.gateway.policy.Explaining;
import io.stagegate.gateway.policy.InForce;
import io.stagegate.gateway.policy.Offers;
import io.stagegate.gateway.policy.OwnTests;
import io.stagegate.gateway.policy.Past;
import io.stagegate.gateway.policy.RollOut;
import io.stagegate.gateway.policy.Workshop;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Which policy set is in force, and where others come from: one for a gateway. */
final class Policies implements AutoCloseable {
    /** As long as other replicas have to build what this one brings, and a little. */
    private static final long SETTLING_SECONDS = 40;

    private static final long ENDING_SECONDS = 20;

    private final Vertx vertx;
    private final VirtualThreads threads;
    private final PolicySettings config;
    private final List<LogKey> trusted;
    private final Consumer<String> told;
    private final Workshop workshop;
    private final Directory directory;
    private final Directory.Reading first;
    private final InForce inForce = new InForce();
    private final AtomicReference<Optional<Joined>> joined = new AtomicReference<>(Optional.empty());

    private record Joined(Database store, RollOut rollOut, Offers offers, Explaining explaining, DecisionTally tally) {}

    /** Begins to build what the directory holds, for which no database is needed. */
    Policies(Vertx vertx, VirtualThreads threads, PolicySettings config, InstantSource clock, Consumer<String> told)
            throws StartException {
        this.config = config;
        this.trusted = trusted(config);
        this.vertx = vertx;
        this.threads = threads;
        this.told = told;
        told.accept("compiling the rules of " + config.path());
        this.workshop = new Workshop(vertx, new OwnTests(), clock);
        this.directory = new Directory(vertx, workshop, config.path());
        this.first = directory.begin();
    }

    private static List<LogKey> trusted(PolicySettings config) throws StartException {
        try {
            return keys(config);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws IllegalArgumentException where one is none */
    static List<LogKey> keys(PolicySettings config) {
        return config.trustedKeys().stream().map(Policies::key).toList();
    }

    private static LogKey key(String text) {
        try {
            return LogKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policy.trustedKeys: " + text + ": " + e.getMessage(), e);
        }
    }

    /** Makes it a part of all that share a database. */
    void with(Database store, MeterRegistry metrics) {
        var tally = new DecisionTally(metrics);
        var parts = new RollOut.Parts(vertx, threads, store.policies(), workshop, metrics, tally, told);
        var rollOut = new RollOut(new Ids().replica(), inForce, parts);
        joined.set(Optional.of(new Joined(
                store,
                rollOut,
                new Offers(rollOut, directory, first),
                new Explaining(vertx, new Past(store.journal()), store.policies()),
                tally)));
    }

    private Joined joined() {
        return joined.get().orElseThrow();
    }

    InForce inForce() {
        return inForce;
    }

    RollOut rollOut() {
        return joined().rollOut();
    }

    /** What is decided is counted by. */
    DecisionTally tally() {
        return joined().tally();
    }

    Offers offers() {
        return joined().offers();
    }

    /** What the calls about policy sets do. */
    PolicyCalls calls(Doors doors) {
        var parts = new PolicyCalls.Parts(
                rollOut().id(), trusted, doors.distinction(), person -> doors.allows(config.owners(), person));
        return new PolicyCalls(joined().store().policies(), offers(), joined().explaining(), parts);
    }

    /** Waits until it is known which set is active: until then what is governed is refused, which nobody needs to see. */
    void settle() throws StartException {
        Waiter.result(
                rollOut().settled().timeout(SETTLING_SECONDS, TimeUnit.SECONDS).otherwiseEmpty(), "policy");
        missing()
                .ifPresent(why -> told.accept("NOT READY, and what is governed is refused: " + why + "; mend "
                        + config.path() + ", which is looked at again and again"));
    }

    /** Why this replica is not ready; empty where it is. While the database has not been asked that is for the directory to say. */
    Optional<String> missing() {
        return rollOut().settled().isComplete() || !first.usable() ? inForce.missing() : Optional.empty();
    }

    @Override
    public void close() throws StartException {
        directory.close();
        var in = joined.get();
        if (in.isPresent()) {
            if (in.get().store().writable()) {
                Waiter.result(
                        threads.call(() -> {
                            in.get().rollOut().leave();
                            return true;
                        }),
                        "policy");
            }
            in.get().rollOut().close();
            in.get().explaining().close();
        }
        Waiter.result(workshop.idle().timeout(ENDING_SECONDS, TimeUnit.SECONDS).otherwise(false), "policy");
        workshop.close();
    }
}
