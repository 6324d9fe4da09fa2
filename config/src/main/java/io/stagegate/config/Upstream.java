package io.stagegate.config;

import io.stagegate.core.platform.UpstreamSettings;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import io.stagegate.core.platform.UpstreamSettings.Route;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One platform behind the gateway.
 *
 * @param name part of every target; unlike that of any other upstream
 * @param platform the word of its adapter, such as {@code mlflow}
 * @param listen where its clients are pointed at
 * @param names host names, beside that of {@code listen}, under which browsers reach it
 * @param url where it is: scheme, host and port only
 * @param trust the authorities, in PEM, one of which has signed its certificate; those that Java trusts where empty
 * @param environments which slots mean which environment; at least one
 * @param requester how the gateway learns who asks
 * @param credentials what changes are forwarded with
 * @param reads what the gateway reads evidence and restores with, see {@link #readLogin}
 * @param protectedTags tag keys whose writes are governed; {@code *} stands for any text
 * @param allow mutating routes that pass although the adapter does not know them
 * @param staticPrefix path below which the platform is mounted; empty, or begins and does not end with a slash
 * @param concurrency how many calls a gateway makes at once of its own accord; at least 1, at most 1,000
 * @param hold how long things wait for approval
 * @param tls what its listener encrypts with; plain HTTP where empty
 * @param events how it proves that it tells of changes; empty where it tells of none
 */
public record Upstream(
        String name,
        String platform,
        Listen listen,
        Set<String> names,
        URI url,
        Optional<Path> trust,
        List<Environment> environments,
        RequesterSource requester,
        Credentials credentials,
        Optional<Credentials.Login> reads,
        List<String> protectedTags,
        Set<Route> allow,
        String staticPrefix,
        int concurrency,
        HoldSettings hold,
        Optional<Tls> tls,
        Optional<EventSettings> events) {

    /** As many as a few workers of a registry answer without a queue of their own. */
    public static final int CONCURRENCY = 16;

    public Upstream {
        names = Set.copyOf(names);
        names.forEach(UpstreamForms::hostName);
        environments = List.copyOf(environments);
        protectedTags = List.copyOf(protectedTags);
        allow = Set.copyOf(allow);
        UpstreamForms.name(name);
        url = UpstreamForms.url(url.toString());
        if (trust.isPresent() && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(
                    "trust is for https, and url begins with http:; write url: https://..., or delete trust");
        }
        UpstreamForms.staticPrefix(staticPrefix);
        UpstreamForms.checkConcurrency(concurrency);
        protectedTags.forEach(UpstreamForms::tagPattern);
        allow.forEach(route -> UpstreamForms.route(route.method() + " " + route.path()));
        RequesterForms.misfit(requester, credentials)
                .or(() -> RequesterForms.untrusted(requester, tls))
                .ifPresent(flaw -> {
                    throw new IllegalArgumentException(flaw);
                });
        if (environments.isEmpty()) {
            throw new IllegalArgumentException(
                    "without environments nothing is governed; " + UpstreamForms.ENVIRONMENT);
        }
        Consistency.refuse(Consistency.slots(Consistency.placed("environments", environments)));
    }

    /** What the adapter needs to know. */
    public UpstreamSettings settings() {
        return new UpstreamSettings(name, environments, staticPrefix, protectedTags, allow);
    }

    /** What the gateway itself reads and restores with: {@code reads}, else its own credentials, else none. */
    public Optional<Credentials.Login> readLogin() {
        return reads.or(() -> switch (credentials) {
            case Credentials.FromCaller(), Credentials.FromNextTry(), Credentials.FromNobody() -> Optional.empty();
            case Credentials.FromGateway(var login) -> Optional.of(login);
        });
    }
}
