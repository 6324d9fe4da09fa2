package io.stagegate.gateway.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.Listen;
import io.stagegate.gateway.api.AccessCalls;
import io.stagegate.gateway.api.Api;
import io.stagegate.gateway.api.ApiListener;
import io.stagegate.gateway.api.HoldEvents;
import io.stagegate.gateway.api.OperationsListener;
import io.stagegate.gateway.api.ProofCalls;
import io.stagegate.gateway.api.ProvedCalls;
import io.stagegate.gateway.api.TargetCalls;
import io.stagegate.gateway.api.WebhookCalls;
import io.stagegate.gateway.edge.ProxyListener;
import io.stagegate.gateway.oidc.Fetching;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.tls.Encryption;
import io.stagegate.gateway.webhook.Poster;
import io.stagegate.gateway.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.cpu.CpuCoreSensor;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that runs, until it is closed. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(30);

    private final GatewayConfig config;
    private final InstantSource clock;
    private final Consumer<String> progress;
    private final Duration patience;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final Map<String, String> listeners = new ConcurrentSkipListMap<>();
    private final AtomicBoolean ready = new AtomicBoolean();

    private Gateway(GatewayConfig config, InstantSource clock, Consumer<String> progress, Duration patience) {
        this.config = config;
        this.clock = clock;
        this.progress = progress;
        this.patience = patience;
    }

    /**
     * Starts a gateway, and returns when all its listeners are up.
     *
     * @param progress told what is being done, in a line each
     * @throws StartException if it cannot; what was started is stopped again
     */
    public static Gateway start(
            GatewayConfig config, Platforms platforms, InstantSource clock, Consumer<String> progress)
            throws StartException {
        return start(config, platforms, clock, progress, DATABASE_PATIENCE);
    }

    /** @param patience how long a database that is not there is waited for before it is begun without */
    public static Gateway start(
            GatewayConfig config,
            Platforms platforms,
            InstantSource clock,
            Consumer<String> progress,
            Duration patience)
            throws StartException {
        var gateway = new Gateway(config, clock, progress, patience);
        try {
            gateway.begin(platforms);
            return gateway;
        } catch (StartException | RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    /** Where each listener is, by what it is: {@code api}, {@code operations}, {@code upstream <name>}. */
    public Map<String, String> listeners() {
        return Map.copyOf(listeners);
    }

    private void begin(Platforms platforms) throws StartException {
        var vertx = vertx();
        var threads = new VirtualThreads(vertx);
        var proxied = Proxied.all(vertx, platforms, config, closing::addFirst);
        var policies = ending(new Policies(vertx, threads, config.policy(), clock, progress));
        var database = database();
        var migrated = database.migrate(patience, progress);
        for (var upstream : proxied.values()) {
            check(threads, upstream);
        }
        var store = ending(new Database(
                vertx, database.address(), database.keys(), Told.subscriptions(config), Reviewers.roster(config)));
        join(policies, store);
        var time = store.clock(clock);
        var doors = new Doors(config, time, store.tokens(), ending(new Fetching(vertx)));
        var governed = new Governed(config, store, doors, policies, database.keys(), threads, proxied, this::apiUrl);
        var webhooks = ending(webhooks(vertx, threads, store, database, time));
        var base = new Base(vertx, threads, store);
        var sourcing = ending(new Sourcing(base, config, time, metrics, proxied));
        var looking = governed.looking(base, sourcing, policies, metrics);
        ending(new Background(vertx, threads, database, policies.offers(), governed, webhooks, looking))
                .begin(migrated);
        if (migrated) {
            policies.settle();
        }
        var keys = database.logKeys(config.audit());
        var proving = proving(vertx, threads, store, keys);
        var proved =
                sourcing.proved(governed.callbacks(webhooks, metrics), governed.eventCalls(looking.drifts(), metrics));
        listen(base, governed, doors, new ProofCalls(threads, store.sealedLog(), keys), webhooks, proved, policies);
        var rollOut = policies.rollOut();
        var standing = new OperationsListener.Standing(
                ready::get, store::writable, proving::word, rollOut::running, policies::missing, sourcing::down);
        operations(vertx, standing);
        closing.addFirst(governed::release);
        ready.set(true);
    }

    /** A part that ends with the gateway, and before those that were there before it. */
    private <T extends AutoCloseable> T ending(T part) {
        closing.addFirst(part);
        return part;
    }

    /** From now on it ends before the database, where it says so. */
    private void join(Policies policies, Database store) {
        policies.with(store, metrics);
        closing.remove(policies);
        closing.addFirst(policies);
    }

    private AuditProving proving(Vertx vertx, VirtualThreads threads, Database store, LogKeys keys) {
        var proving = new AuditProving(vertx, threads, store, keys, metrics);
        closing.addFirst(proving);
        proving.begin();
        return proving;
    }

    /** Where people are sent; where any free port was asked for, the one that it became. */
    private String apiUrl() {
        return config.apiUrl()
                .map(Object::toString)
                .orElseGet(() -> listeners.getOrDefault(
                        "api", Encryption.of(config.encryption().api()).scheme() + "://" + config.api()));
    }

    private Vertx vertx() {
        var options = new VertxOptions()
                .setEventLoopPoolSize(Math.max(2, CpuCoreSensor.availableProcessors()))
                .setMetricsOptions(
                        new MicrometerMetricsOptions().setEnabled(true).setJvmMetricsEnabled(true));
        var vertx = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
        closing.addFirst(() -> Waiter.result(vertx.close(), "closing"));
        return vertx;
    }

    private DatabaseStart database() throws StartException {
        var database = DatabaseStart.of(config, progress);
        closing.add(database);
        return database;
    }

    private void check(VirtualThreads threads, Proxied upstream) throws StartException {
        Waiter.result(
                threads.call(() -> {
                    upstream.checkRequester();
                    return true;
                }),
                "upstream " + upstream.config().name());
    }

    private Webhooks webhooks(
            Vertx vertx, VirtualThreads threads, Database store, DatabaseStart database, InstantSource time) {
        var poster = new Poster(vertx);
        closing.addFirst(poster::close);
        return Told.webhooks(
                config,
                new Webhooks.Parts(
                        store.deliveries(),
                        poster,
                        store::newDeliveries,
                        threads,
                        time,
                        this::apiUrl,
                        database.keys(),
                        metrics));
    }

    private void listen(
            Base base,
            Governed governed,
            Doors doors,
            ProofCalls proofs,
            Webhooks webhooks,
            ProvedCalls proved,
            Policies policies)
            throws StartException {
        var encryption = Encryption.of(config.encryption().api());
        var calls = api(base.store(), governed, doors, policies);
        var api = new ApiListener(
                base.vertx(),
                calls,
                new WebhookCalls(
                        webhooks,
                        calls,
                        person -> doors.allows(config.permissions().webhooks(), person)),
                proved,
                new HoldEvents(base.threads(), calls, base.store().journal()::watch),
                proofs,
                base.threads(),
                encryption);
        closing.addFirst(() -> Waiter.result(api.stop(), "api"));
        up(
                "api",
                config.api(),
                encryption,
                api.start(config.api().host(), config.api().port()));
        for (var upstream : governed.proxied().values()) {
            var name = "upstream " + upstream.config().name();
            var listener = new ProxyListener(base.vertx(), governed.listening(upstream));
            closing.addFirst(() -> Waiter.result(listener.stop(), name));
            up(name, upstream.config().listen(), Encryption.of(upstream.config().tls()), listener.start());
        }
    }

    private Api api(Database store, Governed governed, Doors doors, Policies policies) {
        return new Api(
                store.records(),
                governed.reviewing(),
                governed.restoring(),
                doors.callers(),
                doors.distinction(),
                new Api.Calls(
                        doors.tokenCalls(),
                        policies.calls(doors, new AccessCalls(governed.asking(), doors.people(), this::apiUrl)),
                        policies.waiverCalls(doors, governed),
                        new TargetCalls(store.estate()),
                        governed.watchCalls(store, policies.explaining())),
                subject -> doors.allows(config.permissions().read(), subject));
    }

    private void operations(Vertx vertx, OperationsListener.Standing standing) throws StartException {
        var encryption = Encryption.of(config.encryption().operations());
        var operations = new OperationsListener(vertx, metrics, standing, encryption);
        closing.addFirst(() -> Waiter.result(operations.stop(), "operations"));
        up(
                "operations",
                config.operations(),
                encryption,
                operations.start(config.operations().host(), config.operations().port()));
    }

    private void up(String name, Listen listen, Encryption encryption, Future<Integer> starting) throws StartException {
        try {
            listeners.put(name, encryption.scheme() + "://" + new Listen(listen.host(), Waiter.result(starting, name)));
        } catch (StartException e) {
            throw e.getCause() instanceof SocketException cause
                    ? new StartException(
                            name + " cannot listen on " + listen + " (" + cause.getMessage()
                                    + "): stop what listens there, or write another listen:",
                            e)
                    : e;
        }
    }

    /** Stops listening, lets what is under way come to its end, and stops the rest. */
    @Override
    public void close() {
        ready.set(false);
        for (var part : closing) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("not closed cleanly: {}", e.getMessage());
            }
        }
        closing.clear();
    }
}
