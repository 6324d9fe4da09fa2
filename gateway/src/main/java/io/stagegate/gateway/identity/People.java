package io.stagegate.gateway.identity;

import io.stagegate.core.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The people that the gateway knows, by token and by identity. Tokens are kept as digests only. */
public final class People {

    /**
     * A person.
     *
     * @param id stable id
     * @param groups their groups
     * @param tokenDigest SHA-256 of their API token; empty where they have none
     * @param identities who they are on upstreams, {@code upstream:name}
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
    }

    private final List<Person> people;
    private final Map<String, Person> byIdentity = new HashMap<>();

    public People(List<Person> people) {
        this.people = List.copyOf(people);
        for (var person : people) {
            person.identities().forEach(identity -> byIdentity.put(identity, person));
            person.owns().forEach(identity -> byIdentity.put(identity, person));
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
                found = Optional.of(person.as("token:" + person.id()));
            }
        }
        return found;
    }

    /**
     * A person whom somebody else vouches for.
     *
     * @param identity who does
     */
    public Optional<Subject> byId(String id, String identity) {
        return people.stream().filter(p -> p.id().equals(id)).findFirst().map(p -> p.as(identity));
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
        var identity = upstream + ":" + name;
        return Optional.ofNullable(byIdentity.get(identity))
                .map(person -> person.as(identity))
                .orElseGet(() -> new Subject(identity, identity, Set.of(), true));
    }
}
