package io.stagegate.config;

import static io.stagegate.config.Consistency.placed;

import io.stagegate.config.Consistency.Placed;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param sealingKeys seal held credentials and the rows of holds: Base64 of 32 bytes each. The first seals, all of them open
 * @param permissions who may do what is not a review
 * @param holds what holds of all upstreams share
 * @param policy where the rules are
 * @param upstreams the platforms behind the gateway, at least one
 * @param people whom the gateway knows
 * @param groups which changes groups may review, where that is not all of them
 * @param oidc the OpenID providers whose tokens say who somebody is
 * @param encryption what the API's and the operations listener encrypt with
 * @param webhooks who is told of what happens
 * @param audit how the audit is proved
 * @param observing what it looks at, and is told, beside requests
 */
public record GatewayConfig(
        Listen api,
        Optional<URI> apiUrl,
        Listen operations,
        Path data,
        Optional<Database> database,
        List<Secret> sealingKeys,
        Permissions permissions,
        HoldsSettings holds,
        PolicySettings policy,
        List<Upstream> upstreams,
        List<Person> people,
        List<Group> groups,
        List<OidcIssuer> oidc,
        Encryption encryption,
        List<Webhook> webhooks,
        AuditSettings audit,
        Observing observing) {
    static final Listen API = new Listen("127.0.0.1", 8181);
    static final Listen OPERATIONS = new Listen("127.0.0.1", 9191);
    static final Path DATA = Path.of("data");

    /** What the gateway's own listeners encrypt with; plain HTTP where empty. */
    public record Encryption(Optional<Tls> api, Optional<Tls> operations) {}

    /**
     * What the gateway looks at, and is told, beside requests.
     *
     * @param drift how changes around the gateway are found
     * @param sources where signals and alerts come from
     * @param watch what of what was promoted is put back by itself, and who is asked
     */
    public record Observing(DriftSettings drift, List<Source> sources, WatchSettings watch) {
        public Observing {
            sources = List.copyOf(sources);
        }
    }

    public GatewayConfig {
        oidc = List.copyOf(oidc);
        apiUrl = apiUrl.map(url -> UpstreamForms.url(url.toString()));
        upstreams = List.copyOf(upstreams);
        people = List.copyOf(people);
        groups = List.copyOf(groups);
        sealingKeys = List.copyOf(sealingKeys);
        sealingKeys.forEach(SealingKey::check);
        webhooks = List.copyOf(webhooks);
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to stand in front of; write at least one upstream");
        }
        var listeners = new ArrayList<>(
                List.of(new Placed<>("api.listen", api), new Placed<>("operations.listen", operations)));
        listeners.addAll(
                placed("upstreams", upstreams.stream().map(Upstream::listen).toList()));
        var urls = placed("upstreams", upstreams.stream().map(Upstream::url).toList());
        var credentials = placed(
                "upstreams", upstreams.stream().map(Upstream::credentials).toList());
        Consistency.refuse(Stream.of(
                        Consistency.listeners(listeners),
                        Consistency.loops(urls, listeners),
                        Consistency.sealing(database.isPresent(), !sealingKeys.isEmpty(), credentials),
                        EventSettings.shared(eventsOf(upstreams)),
                        issuerFlaws(oidc, upstreams),
                        GroupReader.flaws(groups, upstreams),
                        SourceLinks.ofMade(observing.sources(), upstreams, people),
                        Consistency.webhooks(webhooks, people, database.isPresent(), !sealingKeys.isEmpty()),
                        peopleFlaws(people, doors(oidc, upstreams)))
                .flatMap(List::stream)
                .toList());
    }

    /** Where names are given: upstreams and OpenID providers. */
    private static List<Placed<String>> doors(List<OidcIssuer> oidc, List<Upstream> upstreams) {
        return Stream.concat(
                        placed(
                                "upstreams",
                                upstreams.stream().map(Upstream::name).toList())
                                .stream(),
                        placed("oidc", oidc.stream().map(OidcIssuer::name).toList()).stream())
                .toList();
    }

    private static List<Consistency.Flaw> issuerFlaws(List<OidcIssuer> oidc, List<Upstream> upstreams) {
        return Stream.of(
                        Consistency.names(doors(oidc, upstreams)),
                        Consistency.names(placed(
                                "oidc", oidc.stream().map(OidcIssuer::issuer).toList())),
                        Consistency.issuers(
                                issuersOf(upstreams),
                                oidc.stream().map(OidcIssuer::name).collect(Collectors.toSet())))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Consistency.Flaw> peopleFlaws(List<Person> people, List<Placed<String>> doors) {
        var ids = placed("people", people.stream().map(Person::id).toList());
        var tokens = people.stream()
                .flatMap(p -> p.token().map(t -> new Placed<>(p.id(), t)).stream())
                .toList();
        var identities = people.stream()
                .flatMap(p -> Stream.concat(p.identities().stream(), p.owns().stream())
                        .map(i -> new Placed<>(p.id(), i)))
                .toList();
        var claims = identities.stream()
                .map(i -> new Consistency.Claim(i.path(), i.value()))
                .toList();
        return Stream.of(
                        Consistency.names(ids),
                        Consistency.alike(ids),
                        Consistency.alikeIdentities(claims),
                        Consistency.tokens(tokens),
                        Consistency.identities(
                                identities, doors.stream().map(Placed::value).collect(Collectors.toSet())))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Placed<EventSettings>> eventsOf(List<Upstream> upstreams) {
        return upstreams.stream()
                .flatMap(u -> u.events().map(e -> new Placed<>("events of " + u.name(), e)).stream())
                .toList();
    }

    private static List<Placed<String>> issuersOf(List<Upstream> upstreams) {
        return upstreams.stream()
                .flatMap(u -> u.requester() instanceof RequesterSource.Oidc(var issuer)
                        ? Stream.of(new Placed<>(u.name(), issuer))
                        : Stream.empty())
                .toList();
    }

    /** The 32 bytes of each sealing key. */
    public List<byte[]> sealingKeyBytes() {
        return sealingKeys.stream().map(SealingKey::bytes).toList();
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
