package io.stagegate.core.evidence;

import java.util.Set;

/**
 * Who asks.
 *
 * @param id stable subject id
 * @param groups the person's groups
 * @param verified false for an anonymous request
 */
public record Requester(String id, Set<String> groups, boolean verified) implements Fact {
    public Requester {
        groups = Set.copyOf(groups);
    }
}
