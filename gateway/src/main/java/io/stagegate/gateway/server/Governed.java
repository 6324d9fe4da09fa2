package io.stagegate.gateway.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.HoldsSettings;
import io.stagegate.config.Source;
import io.stagegate.core.Subject;
import io.stagegate.core.platform.ServingArtifacts;
import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.api.AlertCalls;
import io.stagegate.gateway.api.CallbackCalls;
import io.stagegate.gateway.api.EventCalls;
import io.stagegate.gateway.api.WatchCalls;
import io.stagegate.gateway.drift.Acting;
import io.stagegate.gateway.drift.DriftTally;
import io.stagegate.gateway.edge.Listening;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.pipeline.Asking;
import io.stagegate.gateway.pipeline.Evaluator;
import io.stagegate.gateway.pipeline.Forwarder;
import io.stagegate.gateway.pipeline.Housekeeping;
import io.stagegate.gateway.pipeline.Ids;
import io.stagegate.gateway.pipeline.Links;
import io.stagegate.gateway.pipeline.Openings;
import io.stagegate.gateway.pipeline.Pipeline;
import io.stagegate.gateway.pipeline.Releaser;
import io.stagegate.gateway.pipeline.Releases;
import io.stagegate.gateway.pipeline.Reviewing;
import io.stagegate.gateway.pipeline.ServedFiles;
import io.stagegate.gateway.pipeline.Submissions;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.pipeline.Waiting;
import io.stagegate.gateway.policy.Approval;
import io.stagegate.gateway.policy.Explaining;
import io.stagegate.gateway.restore.Restoring;
import io.stagegate.gateway.restore.Unratified;
import io.stagegate.gateway.seal.CredentialSeal;
import io.stagegate.gateway.seal.SealingKeys;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.tls.Encryption;
import io.stagegate.gateway.upstream.ServingIndex;
import io.stagegate.gateway.webhook.Webhooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The governed way, put together: one for a gateway. */
final class Governed {
    private final InstantSource clock;
    private final VirtualThreads threads;
    private final Map<String, Proxied> proxied;
    private final Doors doors;
    private final Pipeline.Parts parts;
    private final Waiting waiting;
    private final Releases releases;
    private final Asking asking;
    private final Map<String, Upstream> upstreams;
    private final Map<String, ServingIndex> indexes;
    private final Optional<Approval> waivers;
    private final GatewayConfig config;
    private final Estate estate;
    private final Alerts alerts;

    Governed(
            GatewayConfig config,
            Database store,
            Doors doors,
            Policies policies,
            Optional<SealingKeys> keys,
            VirtualThreads threads,
            Map<String, Proxied> proxied,
            Supplier<String> apiUrl) {
        this.config = config;
        this.estate = store.estate();
        this.alerts = store.alerts();
        this.clock = doors.clock();
        this.threads = threads;
        this.proxied = Map.copyOf(proxied);
        this.doors = doors;
        var rules = policies.approved();
        var waivers = policies.waivers();
        this.upstreams = Stream.of(proxied.values().stream().map(Proxied::upstream), rules.stream(), waivers.stream())
                .flatMap(some -> some)
                .collect(Collectors.toUnmodifiableMap(Upstream::name, u -> u));
        var ids = new Ids();
        var journal = store.journal();
        var holds = store.holds();
        this.indexes = proxied.values().stream()
                .map(Proxied::upstream)
                .collect(Collectors.toUnmodifiableMap(
                        Upstream::name, u -> new ServingIndex(u, journal, threads, this.clock)));
        var links = new Links(apiUrl);
        this.parts = new Pipeline.Parts(
                journal,
                holds,
                new Evaluator(journal, policies::deciding, beside(store), policies.tally()::count),
                new Forwarder(journal, Governed::sleep, this::changed),
                new Submissions(ids, this.clock),
                ids,
                keys.map(CredentialSeal::new),
                new Openings(limits(config.holds().limits()), Reviewers.roster(config)),
                links,
                this::changed);
        rules.ifPresent(upstream -> policies.offers().approvedBy(new Approval(upstream, parts)));
        this.waivers = waivers.map(upstream -> new Approval(upstream, parts));
        var releaser = new Releaser(upstreams, parts);
        this.releases = new Releases(releaser, threads);
        this.asking = asking(store, policies);
        this.waiting = new Waiting(journal, holds, releaser, links, this.clock);
    }

    /** What is known beside the platform. */
    private Evaluator.Beside beside(Database store) {
        return new Evaluator.Beside(
                store.waivers()::active, alertSources().isEmpty() ? (_, _, _) -> List.of() : alerts::firing);
    }

    private List<Source.Alertmanager> alertSources() {
        return config.observing().sources().stream()
                .filter(Source.Alertmanager.class::isInstance)
                .map(Source.Alertmanager.class::cast)
                .toList();
    }

    /** What those call who were told something, and sources of alerts. */
    CallbackCalls callbacks(Webhooks webhooks, MeterRegistry metrics) {
        var alertCalls = new AlertCalls(alertSources(), alerts, metrics);
        return new CallbackCalls(webhooks, reviewing(), restoring(), doors.people(), alertCalls);
    }

    /** What platforms call that tell of changes. */
    EventCalls eventCalls(EventCalls.Looks looks, MeterRegistry metrics) {
        var telling = proxied.values().stream().flatMap(Proxied::telling).toList();
        return new EventCalls(telling, looks, metrics, clock);
    }

    /** What looks for changes around the gateway. */
    private Drifts drifts(Base base, Policies policies, MeterRegistry metrics) {
        var observing = config.observing();
        var holds = base.store().holds();
        var parts = new Acting.Parts(holds, policies.drifting(), restoring(), Watching.limits(observing.watch()));
        var acting = new Acting(base.store().drifts(), parts, new DriftTally(metrics));
        return new Drifts(
                base.vertx(),
                threads,
                platforms(),
                estate,
                acting,
                observing.drift().every(),
                metrics);
    }

    /** The platforms that clients reach through the gateway. */
    List<Upstream> platforms() {
        return proxied.values().stream().map(Proxied::upstream).toList();
    }

    /** About what is proxied, and nothing else that may be held; what is asked is not counted as decided. */
    private Asking asking(Database store, Policies policies) {
        var platforms = platforms().stream().collect(Collectors.toUnmodifiableMap(Upstream::name, u -> u));
        var evaluator = new Evaluator(store.journal(), policies::deciding, beside(store), _ -> {});
        return new Asking(platforms, evaluator, parts.submissions());
    }

    private static Holds.Limits limits(HoldsSettings.Limits limits) {
        return new Holds.Limits(limits.requester(), limits.model(), limits.total());
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void changed(Submission submission) {
        var change = submission.change();
        var models = change.models().stream()
                .map(name -> new ServingArtifacts.Model(change.workspace(), name))
                .toList();
        Optional.ofNullable(indexes.get(submission.upstream())).ifPresent(index -> index.changed(models));
    }

    /** Where the artifacts lie that serve, by upstream. */
    Collection<ServingIndex> indexes() {
        return indexes.values();
    }

    Reviewing reviewing() {
        return new Reviewing(
                parts.holds(),
                releases,
                clock,
                doors.distinction(),
                doors::names,
                new Reviewing.Emergencies(doors::mayBreakGlass, config.holds().ratifyWithin()),
                Reviewers.scopes(config));
    }

    /** Who has to approve exceptions from rules; empty where nobody could. */
    Optional<Approval> waivers() {
        return waivers;
    }

    /** What would be decided. */
    Asking asking() {
        return asking;
    }

    /** Lets no client wait any longer. */
    void release() {
        waiting.close();
    }

    Housekeeping housekeeping() {
        return new Housekeeping(
                parts, upstreams, releases, new Unratified(restoring(), parts.holds())::putBack, threads);
    }

    Restoring restoring() {
        return new Restoring(upstreams, parts, new Restoring.Permissions() {
            @Override
            public boolean mayRestore(Subject subject) {
                return doors.allows(config.permissions().restore(), subject);
            }

            @Override
            public boolean mayForce(Subject subject) {
                return doors.allows(config.permissions().force(), subject);
            }
        });
    }

    /** What the proxy listener of an upstream works with. */
    Listening listening(Proxied upstream) {
        return new Listening(
                upstream.config().listen().host(),
                upstream.config().listen().port(),
                upstream.config().names(),
                upstream.upstream(),
                upstream.client().origin(),
                doors.requesters(upstream),
                Doors.known(upstream.config()),
                new Pipeline(upstream.upstream(), parts, waiting),
                Objects.requireNonNull(indexes.get(upstream.config().name())),
                parts.journal(),
                threads,
                clock,
                Encryption.of(upstream.config().tls()));
    }

    /** What looks, of the gateway's own accord, at what serves. */
    Background.Looking looking(Base base, Sourcing sourcing, Policies policies, MeterRegistry metrics) {
        var parts = new Watching.Parts(
                base.store(),
                upstreams,
                observed(sourcing),
                policies.judging(),
                restoring(),
                threads,
                clock,
                config.observing().watch());
        return new Background.Looking(drifts(base, policies, metrics), Watching.of(parts, metrics));
    }

    private Observed observed(Sourcing sourcing) {
        return new Observed(
                sourcing.signals(),
                alertSources().isEmpty() ? Optional.empty() : Optional.of(alerts),
                new ServedFiles(upstreams, clock, config.observing().watch().files()));
    }

    /** What the calls about watches do. */
    WatchCalls watchCalls(Database store, Explaining explaining) {
        return new WatchCalls(
                store.watches(),
                explaining,
                doors.distinction(),
                person -> doors.allows(config.permissions().restore(), person));
    }

    Map<String, Proxied> proxied() {
        return proxied;
    }
}
