package io.stagegate.core;

import java.util.Set;

/**
 * Who asks: always from verified credentials, never from what a request says of itself.
 *
 * @param id stable id: a person's id where the identity is known, else {@code upstream:name}
 * @param identity the identity that was verified, {@code upstream:name} or {@code token:id}
 * @param groups groups of the known person; none for others
 * @param verified false where the upstream is configured to accept anonymous requests
 */
public record Subject(String id, String identity, Set<String> groups, boolean verified) {
    /** The id of everybody who did not have to say who they are. */
    public static final String ANONYMOUS = "anonymous";

    public Subject {
        groups = Set.copyOf(groups);
    }

    /** The id of the gateway itself; nobody else has it, as others than people have ids with a colon. */
    public static final String ITSELF = "stagegate";

    /** The gateway, where it wants something by itself. */
    public static Subject itself(String as) {
        return new Subject(ITSELF, ITSELF + ":" + as, Set.of(), true);
    }

    public static Subject anonymous(String upstream) {
        return new Subject(ANONYMOUS, upstream + ":" + ANONYMOUS, Set.of(), false);
    }
}
