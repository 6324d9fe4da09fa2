package io.stagegate.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.Permissions.Grant;
import io.stagegate.config.PolicySettings;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.core.platform.Platform;
import io.stagegate.gateway.api.AccessCalls;
import io.stagegate.gateway.api.PolicyCalls;
import io.stagegate.gateway.api.WaiverCalls;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.Ids;
import io.stagegate.gateway.pipeline.PolicyInForce;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.policy.DecisionTally;
import io.stagegate.gateway.policy.Directory;
import io.stagegate.gateway.policy.DriftRules;
import io.stagegate.gateway.policy.Explaining;
import io.stagegate.gateway.policy.InForce;
import io.stagegate.gateway.policy.InProcess;
import io.stagegate.gateway.policy.Offers;
import io.stagegate.gateway.policy.OwnTests;
import io.stagegate.gateway.policy.Owners;
import io.stagegate.gateway.policy.Past;
import io.stagegate.gateway.policy.RecordedLooks;
import io.stagegate.gateway.policy.Rehearsal;
import io.stagegate.gateway.policy.RollOut;
import io.stagegate.gateway.policy.RulesPart;
import io.stagegate.gateway.policy.RulesPlatform;
import io.stagegate.gateway.policy.WaiverPart;
import io.stagegate.gateway.policy.WaiverPlatform;
import io.stagegate.gateway.policy.WatchRules;
import io.stagegate.gateway.policy.Workshop;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.Judging;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** Which policy set is in force, and where others come from: one for a gateway. */
final class Policies implements AutoCloseable {
    /** As long as other replicas have to build what this one brings, and a little. */
    private static final long SETTLING_SECONDS = 40;

    /** How long a change of the rules waits for approval. */
    private static final Duration EXPIRES = Duration.ofDays(7);

    private static final long ENDING_SECONDS = 20;

    private final Vertx vertx;
    private final InstantSource clock;
    private final VirtualThreads threads;
    private final PolicySettings config;
    private final List<LogKey> trusted;
    private final Consumer<String> told;
    private final Workshop workshop;
    private final Directory directory;
    private final Directory.Reading first;
    private final InForce inForce = new InForce();
    private final AtomicReference<Optional<Joined>> joined = new AtomicReference<>(Optional.empty());

    private record Joined(
            Database store,
            RollOut rollOut,
            Rehearsal rehearsal,
            Offers offers,
            Explaining explaining,
            DecisionTally tally) {}

    /** Begins to build what the directory holds, for which no database is needed. */
    Policies(Vertx vertx, VirtualThreads threads, PolicySettings config, InstantSource clock, Consumer<String> told)
            throws StartException {
        this.config = config;
        this.clock = clock;
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
        var rehearsal = new Rehearsal(vertx, store.records(), new RecordedLooks(store.watches()), store.clock(clock));
        joined.set(Optional.of(new Joined(
                store,
                rollOut,
                rehearsal,
                new Offers(rollOut, rehearsal, directory, first),
                new Explaining(vertx, new Past(store.journal()), store.policies()),
                tally)));
    }

    private Joined joined() {
        return joined.get().orElseThrow();
    }

    /** What decides on the changes of an upstream: the set in force, and on changes of the gateway's own what the configuration says. */
    PolicyInForce deciding(String upstream) {
        return switch (upstream) {
            case RulesPlatform.UPSTREAM ->
                config.approval().map(a -> fixed(Owners.ofRules(asked(a)))).orElse(inForce);
            case WaiverPlatform.UPSTREAM ->
                waiving().map(a -> fixed(Owners.ofWaivers(asked(a)))).orElse(inForce);
            default -> inForce;
        };
    }

    private static Requirement asked(PolicySettings.Approval approval) {
        return Requirement.of(new Quorum(approval.approvals(), approval.from(), false, Optional.empty()));
    }

    private static PolicyInForce fixed(DecisionPoint decides) {
        return new PolicyInForce() {
            @Override
            public <T> T with(Function<DecisionPoint, T> work) {
                return work.apply(decides);
            }
        };
    }

    /** Who has to approve exceptions from rules: who approves changes of them, else one of the groups that may make such changes. */
    private Optional<PolicySettings.Approval> waiving() {
        return config.approval().or(() -> switch (config.owners()) {
            case Grant.AnyPerson() -> Optional.of(new PolicySettings.Approval(1, List.of(Quorum.ANYONE)));
            case Grant.Groups(var groups) ->
                groups.isEmpty() ? Optional.empty() : Optional.of(new PolicySettings.Approval(1, List.copyOf(groups)));
        });
    }

    /** The rules as an upstream, where changes of them have to be approved. */
    Optional<Upstream> approved() {
        return config.approval()
                .map(_ -> internal(
                        RulesPlatform.UPSTREAM,
                        new RulesPlatform(),
                        new RulesPart(joined().store().policies(), offers())));
    }

    /** Exceptions from rules as an upstream, where somebody can approve them. */
    Optional<Upstream> waivers() {
        return waiving()
                .map(_ -> internal(
                        WaiverPlatform.UPSTREAM,
                        new WaiverPlatform(),
                        new WaiverPart(joined().store().waivers())));
    }

    private static Upstream internal(String name, Platform platform, InProcess.Part part) {
        return new Upstream(
                name,
                platform,
                new InProcess(part),
                new Credential.None(),
                new Upstream.Forwards.AsGateway(new Credential.None()),
                new Upstream.HoldTimes(Duration.ZERO, EXPIRES, false));
    }

    /** Explains what was decided and judged. */
    Explaining explaining() {
        return joined().explaining();
    }

    /** What judges of what is watched. */
    Judging judging() {
        return new WatchRules(inForce, joined().store().waivers());
    }

    /** What judges of what went around the gateway. */
    DriftRules drifting() {
        return new DriftRules(inForce, joined().store().waivers());
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

    /**
     * What the calls about policy sets do.
     *
     * @param access those that ask what would be decided
     */
    PolicyCalls calls(Doors doors, AccessCalls access) {
        var parts = new PolicyCalls.Parts(
                rollOut().id(), trusted, doors.distinction(), person -> doors.allows(config.owners(), person));
        return new PolicyCalls(joined().store().policies(), offers(), joined().explaining(), access, parts);
    }

    /** What the calls about exceptions from rules do. */
    WaiverCalls waiverCalls(Doors doors, Governed governed) {
        var parts = new WaiverCalls.Parts(
                governed.waivers(),
                doors.distinction(),
                inForce::rules,
                governed.proxied().keySet(),
                doors.clock());
        return new WaiverCalls(joined().store().waivers(), parts);
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
            in.get().rehearsal().close();
            in.get().explaining().close();
        }
        Waiter.result(workshop.idle().timeout(ENDING_SECONDS, TimeUnit.SECONDS).otherwise(false), "policy");
        workshop.close();
    }
}
