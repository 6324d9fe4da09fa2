package io.stagegate.gateway.identity;

import io.stagegate.config.Spelling;
import io.stagegate.core.Subject;
import io.stagegate.gateway.hold.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The people that the gateway knows, by token and by identity. Tokens are kept as digests only. */
public final class People {
    private static final String TOKEN = "token:";

    /**
     * A person.
     *
     * @param id stable id
     * @param groups their groups
     * @param tokenDigest SHA-256 of their API token; empty where they have none
     * @param identities who they are elsewhere, {@code upstream:name} or {@code issuer:sub}
     * @param owns identities of service accounts that count as theirs
     * @param slack their id in the Slack workspace; empty where they press no buttons there
     */
    public record Person(
            String id,
            Set<String> groups,
            Optional<byte[]> tokenDigest,
            Set<String> identities,
            Set<String> owns,
            Optional<String> slack) {
        public Person {
            groups = Set.copyOf(groups);
            identities = Set.copyOf(identities);
            owns = Set.copyOf(owns);
        }

        Subject as(String identity) {
            return new Subject(id, identity, groups, true);
        }

        private Set<String> names() {
            var names = new HashSet<>(identities);
            names.addAll(owns);
            return names;
        }
    }

    private final List<Person> people;
    private final Map<String, Person> byId = new HashMap<>();
    private final Map<String, Person> byIdentity = new HashMap<>();
    private final Set<String> owned = new HashSet<>();

    public People(List<Person> people) {
        this.people = List.copyOf(people);
        for (var person : people) {
            byId.put(person.id(), person);
            person.identities().forEach(identity -> byIdentity.put(identity, person));
            person.owns().forEach(identity -> byIdentity.put(identity, person));
            owned.addAll(person.owns());
        }
    }

    /** The digest that a token is kept as. */
    public static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whose token this is. Takes the same time whether it is anybody's or not. */
    public Optional<Subject> byToken(String token) {
        var digest = digest(token);
        var found = Optional.<Subject>empty();
        for (var person : people) {
            var same = person.tokenDigest()
                    .map(d -> MessageDigest.isEqual(d, digest))
                    .orElse(false);
            if (same) {
                found = Optional.of(person.as(TOKEN + person.id()));
            }
        }
        return found;
    }

    /** The person with that id, whom a token of the gateway has verified. */
    public Optional<Subject> byId(String id, String token) {
        return vouchedFor(id, TOKEN + token);
    }

    /** What somebody is called anywhere. */
    public Names names(String id) {
        return Optional.ofNullable(byId.get(id))
                .map(person -> Names.of(
                        id,
                        Stream.concat(person.identities().stream(), person.owns().stream())
                                .toList()))
                .orElseGet(() -> Names.of(id, List.of(id)));
    }

    /**
     * A person whom somebody else vouches for.
     *
     * @param identity who does
     */
    public Optional<Subject> vouchedFor(String id, String identity) {
        return Optional.ofNullable(byId.get(id)).map(person -> person.as(identity));
    }

    /**
     * Who a member of the Slack workspace is.
     *
     * @param identity who says that it is them
     */
    public Optional<Subject> inSlack(String user, String identity) {
        return people.stream()
                .filter(p -> p.slack().filter(user::equals).isPresent())
                .findFirst()
                .map(p -> p.as(identity));
    }

    /** Who a verified name on an upstream is: a known person, a person's service account, or just that name. */
    public Subject onUpstream(String upstream, String name) {
        return of(upstream + ":" + name, Set.of());
    }

    /**
     * Who a verified identity is.
     *
     * @param groups those of somebody who is not listed
     */
    public Subject of(String identity, Set<String> groups) {
        return Optional.ofNullable(byIdentity.get(identity))
                .map(person -> person.as(identity))
                .orElseGet(() -> new Subject(identity, identity, groups, true));
    }

    /** Whether somebody with that id is listed. */
    public boolean lists(String id) {
        return byId.containsKey(id);
    }

    /** Whether a person owns the service account with that identity. */
    public boolean owns(String id, String identity) {
        return Optional.ofNullable(byId.get(id))
                .filter(p -> p.owns().contains(identity))
                .isPresent();
    }

    /** The service accounts of a person. */
    public Set<String> ownedBy(String id) {
        return Optional.ofNullable(byId.get(id)).map(Person::owns).orElse(Set.of());
    }

    /** Whether it is a service account of somebody's. */
    public boolean isOwned(String identity) {
        return owned.contains(identity);
    }

    /**
     * Whether two subjects may be one and the same human being. Two people who are listed are not. Anybody else is told from
     * others only where both are known by the same door, which gives each of them a name of their own; spelling does not
     * tell names apart.
     */
    public boolean mayBeSame(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        if (lists(one) && lists(other)) {
            return false;
        }
        var names = allNames(one);
        var others = allNames(other);
        var doors = names.stream().map(People::door).collect(Collectors.toSet());
        return others.stream().map(People::door).noneMatch(doors::contains)
                || names.stream().anyMatch(n -> others.stream().anyMatch(o -> Spelling.alike(n, o)));
    }

    private Set<String> allNames(String id) {
        return Optional.ofNullable(byId.get(id)).map(Person::names).orElse(Set.of(id));
    }

    private static String door(String identity) {
        return identity.substring(0, Math.max(0, identity.indexOf(':')));
    }
}
