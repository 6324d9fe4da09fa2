package io.stagegate.gateway.server;

import io.stagegate.config.Credentials;
import io.stagegate.config.GatewayConfig;
import io.stagegate.config.OidcIssuer;
import io.stagegate.config.Permissions.Grant;
import io.stagegate.config.Person;
import io.stagegate.config.RequesterSource;
import io.stagegate.core.Subject;
import io.stagegate.gateway.api.TokenCalls;
import io.stagegate.gateway.hold.Names;
import io.stagegate.gateway.identity.AskedUpstream;
import io.stagegate.gateway.identity.Bearing;
import io.stagegate.gateway.identity.Callers;
import io.stagegate.gateway.identity.Certified;
import io.stagegate.gateway.identity.Distinction;
import io.stagegate.gateway.identity.Found;
import io.stagegate.gateway.identity.GatewayTokens;
import io.stagegate.gateway.identity.People;
import io.stagegate.gateway.identity.Proxying;
import io.stagegate.gateway.identity.Requesters;
import io.stagegate.gateway.identity.TokenStore;
import io.stagegate.gateway.oidc.Fetching;
import io.stagegate.gateway.oidc.Issuer;
import io.stagegate.gateway.oidc.SignedTokens;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Every way in which people say who they are, as the configuration has them. */
final class Doors {
    private final GatewayConfig config;
    private final InstantSource clock;
    private final People people;
    private final TokenStore store;
    private final GatewayTokens tokens;
    private final Map<String, SignedTokens> providers;

    Doors(GatewayConfig config, InstantSource clock, TokenStore store, Fetching fetching) {
        this.config = config;
        this.clock = clock;
        this.store = store;
        this.people = new People(config.people().stream().map(Doors::person).toList());
        this.tokens = new GatewayTokens(store, people, clock);
        this.providers = config.oidc().stream()
                .collect(Collectors.toUnmodifiableMap(
                        OidcIssuer::name, i -> new SignedTokens(issuer(i), fetching, people, clock)));
    }

    private static People.Person person(Person person) {
        return new People.Person(
                person.id(),
                person.groups(),
                person.token().map(t -> People.digest(t.value())),
                person.identities(),
                person.owns(),
                person.slack());
    }

    private static Issuer issuer(OidcIssuer config) {
        return new Issuer(
                config.name(),
                config.issuer(),
                config.audience(),
                config.algorithms(),
                config.groups(),
                config.trust());
    }

    /** Whom the gateway knows. */
    People people() {
        return people;
    }

    InstantSource clock() {
        return clock;
    }

    /** Who calls the API. */
    Callers callers() {
        return new Callers(
                people,
                tokens,
                token -> !providers.isEmpty() && SignedTokens.looksLike(token),
                token -> SignedTokens.among(providers.values(), token));
    }

    Distinction distinction() {
        return new Distinction(people, providers.keySet());
    }

    /** Whether somebody may. */
    boolean allows(Grant grant, Subject subject) {
        return grant.allows(people.lists(subject.id()), subject.groups());
    }

    /** What somebody is called anywhere. */
    Names names(String id) {
        return people.names(id);
    }

    /** Whether somebody may release a hold in an emergency: a human being in one of the groups. */
    boolean mayBreakGlass(Subject subject) {
        return !distinction().isService(subject) && allows(config.permissions().breakGlass(), subject);
    }

    TokenCalls tokenCalls() {
        var upstreams = config.upstreams().stream()
                .map(io.stagegate.config.Upstream::name)
                .collect(Collectors.toUnmodifiableSet());
        return new TokenCalls(
                store,
                tokens,
                new TokenCalls.Parts(
                        people,
                        distinction(),
                        upstreams,
                        subject -> !distinction().isService(subject)
                                && allows(config.permissions().tokens(), subject),
                        clock));
    }

    /** Who asks on an upstream. */
    Requesters requesters(Proxied upstream) {
        var name = upstream.config().name();
        return switch (upstream.config().requester()) {
            case RequesterSource.Anonymous() -> new Requesters.Anonymous(name);
            case RequesterSource.Basic() -> new AskedUpstream(upstream.upstream(), people);
            case RequesterSource.Certificate() -> new Certified(name, people);
            case RequesterSource.Header(var header, var proxies) ->
                new Proxying(name, header, address -> proxies.stream().anyMatch(p -> p.contains(address)), people);
            case RequesterSource.Token() -> new Bearing("a token of the gateway", this::byToken);
            case RequesterSource.Oidc(var issuer) -> {
                var provider = Objects.requireNonNull(providers.get(issuer));
                yield new Bearing("a token of " + provider.issuer().url(), provider);
            }
        };
    }

    /** Gateway tokens, and what people have as their own in the configuration. */
    private Found byToken(String token) {
        return people.byToken(token).<Found>map(Found.Known::new).orElseGet(() -> tokens.find(token));
    }

    /** Whether an upstream is reached as the gateway, so that everybody must be known before. */
    static boolean known(io.stagegate.config.Upstream upstream) {
        return !(upstream.credentials() instanceof Credentials.FromCaller)
                && !(upstream.credentials() instanceof Credentials.FromNextTry)
                && !(upstream.requester() instanceof RequesterSource.Basic)
                && !(upstream.requester() instanceof RequesterSource.Anonymous);
    }
}
