package io.stagegate.config;

import static io.stagegate.config.Consistency.placed;

import io.stagegate.config.Consistency.Placed;
import io.stagegate.config.Permissions.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
 * @param webhooks who is told of what happens
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
        List<Webhook> webhooks) {
    static final Listen API = new Listen("127.0.0.1", 8181);
    static final Listen OPERATIONS = new Listen("127.0.0.1", 9191);
    static final Path DATA = Path.of("data");

    public GatewayConfig {
        apiUrl = apiUrl.map(url -> UpstreamForms.url(url.toString()));
        upstreams = List.copyOf(upstreams);
        people = List.copyOf(people);
        webhooks = List.copyOf(webhooks);
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
        Consistency.refuse(Stream.of(
                        Consistency.names(names),
                        Consistency.listeners(listeners),
                        Consistency.loops(urls, listeners),
                        Consistency.sealing(database.isPresent(), sealingKey.isPresent(), credentials),
                        Consistency.names(
                                placed("people", people.stream().map(Person::id).toList())),
                        Consistency.tokens(tokens),
                        Consistency.webhooks(webhooks, people, database.isPresent(), sealingKey.isPresent()),
                        Consistency.identities(
                                identities,
                                Set.copyOf(names.stream().map(Placed::value).toList())))
                .flatMap(List::stream)
                .toList());
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
        var warnings = new ArrayList<String>();
        for (var upstream : upstreams) {
            if (upstream.requester() == RequesterSource.ANONYMOUS) {
                warnings.add("upstream " + upstream.name()
                        + ": requester is anonymous, so a requester cannot be told from a "
                        + "reviewer, and people may approve their own changes");
            } else if (upstream.readLogin().isEmpty()) {
                warnings.add(
                        "upstream " + upstream.name() + ": there is neither reads nor credentials of the gateway, so "
                                + "evidence is read without a login, which a platform with users refuses");
            }
        }
        if (people.isEmpty()) {
            warnings.add("people: there are none, so nobody can approve, reject or restore");
        }
        warnings.addAll(nobodyIn("permissions.read", permissions.read()));
        warnings.addAll(nobodyIn("permissions.restore", permissions.restore()));
        warnings.addAll(nobodyIn("permissions.force", permissions.force()));
        warnings.addAll(nobodyIn("permissions.webhooks", permissions.webhooks()));
        warnings.addAll(neverVerified());
        return List.copyOf(warnings);
    }

    private Collection<String> nobodyIn(String permission, Grant grant) {
        var groups = people.stream().flatMap(p -> p.groups().stream()).collect(Collectors.toSet());
        return switch (grant) {
            case Grant.AnyPerson() -> List.of();
            case Grant.Groups(var granted) ->
                new TreeSet<>(granted)
                        .stream()
                                .filter(g -> !groups.contains(g))
                                .map(g -> permission + ": nobody is in the group " + g)
                                .toList();
        };
    }

    private Collection<String> neverVerified() {
        return upstreams.stream()
                .filter(u -> u.requester() == RequesterSource.ANONYMOUS)
                .flatMap(u -> people.stream()
                        .flatMap(p -> Stream.concat(p.identities().stream(), p.owns().stream()))
                        .filter(i -> i.startsWith(u.name() + ":"))
                        .sorted()
                        .map(i -> "people: " + i + " is never seen, as nobody says who they are on " + u.name()))
                .toList();
    }
}
