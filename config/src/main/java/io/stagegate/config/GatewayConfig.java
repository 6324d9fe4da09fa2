package io.stagegate.config;

import static io.stagegate.config.Consistency.placed;

import io.stagegate.config.Consistency.Placed;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole configuration. One that exists is consistent: names differ, listeners do not clash, identities are known.
 *
 * @param api where the API and the CLI's calls arrive
 * @param apiUrl where people reach the API, for links; where it listens if empty
 * @param operations where probes and metrics are asked for
 * @param data directory of the embedded database, relative to the working directory
 * @param database the operator's own database; the embedded one where empty
 * @param sealingKey seals held credentials: Base64 of 32 bytes; required beside a database of one's own
 * @param permissions who may do what is not a review
 * @param policy where the rules are
 * @param upstreams the platforms behind the gateway, at least one
 * @param people whom the gateway knows
 * @param oidc the OpenID providers whose tokens say who somebody is
 * @param encryption what the API's and the operations listener encrypt with
 */
public record GatewayConfig(
        Listen api,
        Optional<URI> apiUrl,
        Listen operations,
        Path data,
        Optional<Database> database,
        Optional<Secret> sealingKey,
        Permissions permissions,
        PolicySettings policy,
        List<Upstream> upstreams,
        List<Person> people,
        List<OidcIssuer> oidc,
        Encryption encryption) {
    static final Listen API = new Listen("127.0.0.1", 8181);
    static final Listen OPERATIONS = new Listen("127.0.0.1", 9191);
    static final Path DATA = Path.of("data");

    /** What the gateway's own listeners encrypt with; plain HTTP where empty. */
    public record Encryption(Optional<Tls> api, Optional<Tls> operations) {}

    public GatewayConfig {
        oidc = List.copyOf(oidc);
        apiUrl = apiUrl.map(url -> UpstreamForms.url(url.toString()));
        upstreams = List.copyOf(upstreams);
        people = List.copyOf(people);
        sealingKey.ifPresent(SealingKey::check);
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to stand in front of; write at least one upstream");
        }
        var listeners = new ArrayList<>(
                List.of(new Placed<>("api.listen", api), new Placed<>("operations.listen", operations)));
        var names = placed("upstreams", upstreams.stream().map(Upstream::name).toList());
        listeners.addAll(
                placed("upstreams", upstreams.stream().map(Upstream::listen).toList()));
        var urls = placed("upstreams", upstreams.stream().map(Upstream::url).toList());
        var credentials = placed(
                "upstreams", upstreams.stream().map(Upstream::credentials).toList());
        var tokens = people.stream()
                .flatMap(p -> p.token().map(t -> new Placed<>(p.id(), t)).stream())
                .toList();
        var identities = people.stream()
                .flatMap(p -> Stream.concat(p.identities().stream(), p.owns().stream())
                        .map(i -> new Placed<>(p.id(), i)))
                .toList();
        var issuers = placed("oidc", oidc.stream().map(OidcIssuer::name).toList());
        var known = Stream.concat(names.stream(), issuers.stream()).toList();
        var claims = people.stream()
                .flatMap(p -> Stream.concat(p.identities().stream(), p.owns().stream())
                        .map(i -> new Consistency.Claim(p.id(), i)))
                .toList();
        Consistency.refuse(Stream.of(
                        Consistency.names(known),
                        Consistency.names(placed(
                                "oidc", oidc.stream().map(OidcIssuer::issuer).toList())),
                        Consistency.issuers(
                                issuersOf(upstreams),
                                oidc.stream().map(OidcIssuer::name).collect(Collectors.toSet())),
                        Consistency.alike(
                                placed("people", people.stream().map(Person::id).toList())),
                        Consistency.alikeIdentities(claims),
                        Consistency.listeners(listeners),
                        Consistency.loops(urls, listeners),
                        Consistency.sealing(database.isPresent(), sealingKey.isPresent(), credentials),
                        Consistency.names(
                                placed("people", people.stream().map(Person::id).toList())),
                        Consistency.tokens(tokens),
                        Consistency.identities(
                                identities,
                                Set.copyOf(known.stream().map(Placed::value).toList())))
                .flatMap(List::stream)
                .toList());
    }

    private static List<Placed<String>> issuersOf(List<Upstream> upstreams) {
        return upstreams.stream()
                .flatMap(u -> u.requester() instanceof RequesterSource.Oidc(var issuer)
                        ? Stream.of(new Placed<>(u.name(), issuer))
                        : Stream.empty())
                .toList();
    }

    /** The sealing key's 32 bytes, where one is configured. */
    public Optional<byte[]> sealingKeyBytes() {
        return sealingKey.map(SealingKey::bytes);
    }

    /** Whose token that is. */
    public Optional<Person> personWithToken(String token) {
        return people.stream()
                .filter(p -> p.token().filter(t -> t.matches(token)).isPresent())
                .findFirst();
    }

    /** Who answers for what that identity ({@code upstream:name}) does. */
    public Optional<Person> personBehind(String identity) {
        return people.stream().filter(p -> p.answersFor(identity)).findFirst();
    }

    /** What is possible and probably not meant, in words for the operator. */
    public List<String> warnings() {
        return new Warnings(this).all();
    }
}
