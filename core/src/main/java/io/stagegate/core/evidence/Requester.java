package io.stagegate.core.evidence;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who asks.
 *
 * @param id stable subject id
 * @param groups the person's groups
 * @param verified false for an anonymous request
 */
public record Requester(String id, Set<String> groups, boolean verified) implements Fact {
    public Requester {
        // In one order: a message that names them is the same whenever it is made.
        groups = Collections.unmodifiableSet(new TreeSet<>(groups));
    }
}
