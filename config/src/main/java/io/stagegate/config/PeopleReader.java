package io.stagegate.config;

import io.stagegate.config.Consistency.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads people one after another, and keeps what can be read of those who are wrong. */
final class PeopleReader {
    private final Problems problems;
    private final Secrets secrets;
    private final UpstreamReader upstreams;
    private final OidcReader issuers;
    private final List<Person> people = new ArrayList<>();
    private final List<Placed<String>> ids = new ArrayList<>();
    private final List<Placed<Secret>> tokens = new ArrayList<>();
    private final List<Placed<String>> identities = new ArrayList<>();
    private final List<Consistency.Claim> claims = new ArrayList<>();

    /**
     * @param upstreams those of the file, read before
     * @param issuers the same of OpenID providers
     */
    PeopleReader(Problems problems, Secrets secrets, UpstreamReader upstreams, OidcReader issuers) {
        this.problems = problems;
        this.secrets = secrets;
        this.upstreams = upstreams;
        this.issuers = issuers;
    }

    List<Person> read() {
        return people;
    }

    /** The ids that could be read. */
    Set<String> knownIds() {
        return ids.stream().map(Placed::value).collect(Collectors.toUnmodifiableSet());
    }

    void read(Value value) {
        value.section().ifPresent(this::read);
    }

    private void read(Section section) {
        var id = section.need("id", "ann", v -> v.as(Person::checkId));
        var groups = section.list("groups", Person::checkGroup);
        var token = section.value("token")
                .flatMap(v -> v.secret(secrets).flatMap(s -> problems.attempt(v.path(), () -> Person.checkToken(s))));
        var named = section.value("identities").map(this::identities);
        var owns = section.value("owns").map(this::identities).orElse(List.of());
        var slack = section.value("slack").flatMap(v -> v.as(WebhookForms::slackUser));
        section.close();
        id.ifPresent(i -> ids.add(new Placed<>(section.path() + ".id", i)));
        token.ifPresent(t -> tokens.add(new Placed<>(section.path() + ".token", t)));
        var is = named.orElseGet(() -> id.stream().flatMap(this::everywhere).toList());
        if (named.isEmpty()) {
            is.forEach(identity -> identities.add(new Placed<>(section.path(), identity)));
        }
        Stream.concat(is.stream(), owns.stream())
                .forEach(identity -> claims.add(new Consistency.Claim(section.path(), identity)));
        id.flatMap(i -> problems.attempt(
                        section.path(),
                        () -> new Person(i, Set.copyOf(groups), token, Set.copyOf(is), Set.copyOf(owns), slack)))
                .ifPresent(people::add);
    }

    private List<String> identities(Value value) {
        return value.items().stream()
                .flatMap(item -> item.as(Person::checkIdentity).stream()
                        .peek(identity -> identities.add(new Placed<>(item.path(), identity))))
                .toList();
    }

    /** Without a word on it, a person is called the same on every upstream where people have names of their own. */
    private Stream<String> everywhere(String id) {
        return upstreams.verified().stream().map(upstream -> upstream + ":" + id);
    }

    /** What people owe one another and the upstreams. */
    void check() {
        problems.addAll(Consistency.names(ids));
        problems.addAll(Consistency.tokens(tokens));
        problems.addAll(Consistency.alike(ids));
        var known = Stream.concat(upstreams.names().stream(), issuers.names().stream())
                .map(Placed::value)
                .collect(Collectors.toSet());
        problems.addAll(Consistency.alikeIdentities(claims));
        problems.addAll(Consistency.identities(identities, upstreams.allNamed() ? known : named()));
    }

    /** The upstreams that identities speak of: where one has no readable name, any of these may be meant for it. */
    private Set<String> named() {
        return identities.stream().map(i -> Person.upstreamOf(i.value())).collect(Collectors.toSet());
    }
}
