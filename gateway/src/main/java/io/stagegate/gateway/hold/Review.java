package io.stagegate.gateway.hold;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * What one person says of a hold; an appended fact.
 *
 * @param reviewer the person's id
 * @param groups the person's groups at that time
 * @param verdict what they say
 * @param comment why; may be empty
 * @param digest digest of the hold as they saw it
 * @param at when
 */
public record Review(String reviewer, Set<String> groups, Verdict verdict, String comment, String digest, Instant at) {
    public Review {
        groups = Set.copyOf(groups);
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
