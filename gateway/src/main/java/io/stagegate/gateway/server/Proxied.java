package io.stagegate.gateway.server;

import io.stagegate.config.Credentials;
import io.stagegate.config.Credentials.Login;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.HoldSettings;
import io.stagegate.core.platform.Identity;
import io.stagegate.core.platform.Platform;
import io.stagegate.gateway.api.EventCalls;
import io.stagegate.gateway.pipeline.Credential;
import io.stagegate.gateway.pipeline.InquiryException;
import io.stagegate.gateway.pipeline.Upstream;
import io.stagegate.gateway.pipeline.Upstream.Forwards;
import io.stagegate.gateway.pipeline.Upstream.HoldTimes;
import io.stagegate.gateway.upstream.HttpUpstreamClient;
import io.stagegate.gateway.upstream.Origin;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream as the configuration says.
 *
 * @param config its part of the configuration
 * @param upstream as the pipeline sees it
 * @param client the way to talk to it
 */
record Proxied(io.stagegate.config.Upstream config, Upstream upstream, HttpUpstreamClient client) {
    private static final Logger LOG = LoggerFactory.getLogger(Proxied.class);

    /**
     * All of them, by name.
     *
     * @param closing takes what is to be closed at the end
     */
    static Map<String, Proxied> all(
            Vertx vertx, Platforms platforms, GatewayConfig config, Consumer<AutoCloseable> closing)
            throws StartException {
        var all = new LinkedHashMap<String, Proxied>();
        for (var upstream : config.upstreams()) {
            var one = of(vertx, platforms, upstream);
            closing.accept(one.client()::close);
            all.put(upstream.name(), one);
        }
        return all;
    }

    /** How it tells of changes, where it does. */
    Stream<EventCalls.Telling> telling() {
        return config.events().stream()
                .flatMap(settings -> upstream.platform().events().stream()
                        .map(events -> new EventCalls.Telling(upstream.name(), events, settings)));
    }

    static Proxied of(Vertx vertx, Platforms platforms, io.stagegate.config.Upstream config) throws StartException {
        var platform = platform(platforms, config);
        var client = new HttpUpstreamClient(
                vertx, Origin.of(config.url(), config.trust()), config.concurrency(), HttpUpstreamClient.Times.USUAL);
        var reads = config.readLogin().map(Proxied::basic).orElse(new Credential.None());
        var forwards =
                switch (config.credentials()) {
                    case Credentials.FromCaller() -> new Forwards.AsCaller();
                    case Credentials.FromNextTry() -> new Forwards.AsNextCaller();
                    case Credentials.FromGateway(var login) -> new Forwards.AsGateway(basic(login));
                    case Credentials.FromNobody() -> new Forwards.AsGateway(new Credential.None());
                };
        var times = new HoldTimes(
                config.hold().patience().orElse(platform.patience()),
                config.hold().expires(),
                config.hold().then() == HoldSettings.Then.RETRY);
        var upstream = new Upstream(config.name(), platform, client, reads, forwards, times);
        return new Proxied(config, upstream, client);
    }

    private static Platform platform(Platforms platforms, io.stagegate.config.Upstream config) throws StartException {
        try {
            return platforms.provider(config.platform()).create(config.settings());
        } catch (IllegalArgumentException e) {
            throw new StartException("upstream " + config.name() + ": " + e.getMessage(), e);
        }
    }

    private static Credential basic(Login login) {
        var pair = login.username() + ":" + login.password().value();
        return new Credential.Authorization(
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** An upstream that knows no users cannot say who asks: without that nothing governed could pass. */
    void checkRequester() throws StartException {
        if (!config.requester().checkedUpstream()) {
            return;
        }
        try {
            if (client.ask(upstream.platform().identify(), new Credential.None()) instanceof Identity.Unsupported) {
                throw new StartException("upstream " + config.name() + ": requester is from: basic, but " + config.url()
                        + " has no users to check against; start it with its users (mlflow server --app-name basic-auth), or"
                        + " write requester: { from: anonymous }");
            }
        } catch (InquiryException e) {
            LOG.warn("upstream {} does not answer yet: {}", config.name(), e.getMessage());
        }
    }
}
