package io.stagegate.gateway.hold;

import java.time.Instant;
import java.util.Locale;

/**
 * A release in an emergency, before its approval: who broke the glass answers for it, and the reviews are made up for
 * afterwards or the change is put back.
 *
 * @param id its number
 * @param person who released it
 * @param reason why, in their words
 * @param digest of the hold as they saw it; it counts for that only
 * @param at when
 * @param ratifyBy until when the reviews must be there
 * @param state what became of it
 */
public record BreakGlass(
        long id, String person, String reason, String digest, Instant at, Instant ratifyBy, State state) {

    /** The same in another state. */
    public BreakGlass in(State other) {
        return new BreakGlass(id, person, reason, digest, at, ratifyBy, other);
    }

    /** What became of a release in an emergency. */
    public enum State {
        /** Its reviews are not there yet. */
        OPEN,
        /** Its reviews are there. */
        RATIFIED,
        /** People said no, or nobody said enough in time: it is being put back. */
        REVOKED,
        /** It was put back. */
        RESTORED,
        /** It could not be put back; a person has to look. */
        FAILED,
        /** Nothing came of it: what it was for changed, or was not applied. */
        VOID;

        /** The word of the API and the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
