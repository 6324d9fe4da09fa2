package io.stagegate.gateway.hold;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What one person says of a hold; an appended fact.
 *
 * @param reviewer the person's id
 * @param groups the person's groups at that time that may review the change
 * @param outside the person's groups that may not: the change is outside of their scope
 * @param verdict what they say
 * @param comment why; may be empty
 * @param digest digest of the hold as they saw it
 * @param at when
 * @param via the webhook that it came through; empty where the person said it to the gateway
 */
public record Review(
        String reviewer,
        Set<String> groups,
        Set<String> outside,
        Verdict verdict,
        String comment,
        String digest,
        Instant at,
        Optional<Via> via) {
    public Review {
        groups = Set.copyOf(groups);
        outside = Set.copyOf(outside);
    }

    /** Said to the gateway itself. */
    public Review(String reviewer, Set<String> groups, Verdict verdict, String comment, String digest, Instant at) {
        this(reviewer, groups, Set.of(), verdict, comment, digest, at, Optional.empty());
    }

    /**
     * A webhook that passes reviews on.
     *
     * @param vouches whether each person whose reviews it passes on counts as one; else all of them together do
     */
    public record Via(String webhook, boolean vouches) {}

    /** The same of somebody who is in these groups too. */
    Review with(Set<String> more) {
        var all = new HashSet<>(groups);
        all.addAll(more);
        return new Review(reviewer, all, outside, verdict, comment, digest, at, via);
    }

    /** The same through a webhook. */
    public Review by(Via webhook) {
        return new Review(reviewer, groups, outside, verdict, comment, digest, at, Optional.of(webhook));
    }

    /** The same, some of the groups kept apart. */
    Review without(Set<String> some) {
        var left = new HashSet<>(groups);
        left.removeAll(some);
        return new Review(reviewer, left, some, verdict, comment, digest, at, via);
    }

    /** Who this counts as: the person, or the webhook that all those reviews come through by one hand. */
    String hand() {
        return via.filter(v -> !v.vouches()).map(v -> "webhook " + v.webhook()).orElse("person " + reviewer);
    }

    /** Yes or no. */
    public enum Verdict {
        APPROVED,
        REJECTED;

        /** The word of the API and the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
