package io.stagegate.gateway.policy;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Watch;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.Quarantined;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What all replicas know of policy sets: their text by digest, what was proposed, what is active. Every method throws {@link
 * io.stagegate.gateway.journal.JournalException} where the database does not answer in time.
 */
public interface PolicyStore {

    /** Where a set came from. */
    enum Origin {
        /** It was found in the directory. */
        DIRECTORY,
        /** Somebody handed in a signed bundle. */
        BUNDLE,
        /** Somebody wants one back that is kept. */
        EARLIER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Origin of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * Who wants a set to be in force.
     *
     * @param by a person's id, or {@code stagegate} for what is found in a directory
     * @param why in their words, or in ours
     */
    record Wish(Origin origin, String by, String why) {
        /** The same, whenever it is found: of what lies in a directory it does not matter how it came there. */
        Wish as(Subject subject) {
            return new Wish(origin, subject.id(), origin == Origin.DIRECTORY ? "found in the directory" : why);
        }
    }

    /** A set that was activated, or is to be. */
    record Entry(long proposal, String digest) {}

    /**
     * How it stands.
     *
     * @param active the set in force; empty where none ever was
     * @param pending what is to take its place, once the replicas have built it
     * @param releases id of the newest release; 0 where there never was one
     */
    record Look(Optional<Entry> active, Optional<Entry> pending, long releases) {}

    /** An owner's word that a quarantined rule of a set is to run again. */
    record Release(String digest, String rule, String by) {}

    /**
     * What a replica says of itself.
     *
     * @param failed digests of sets that it could not build
     * @param trouble what keeps it from running what it should; empty where nothing does
     * @param quarantined rules of the set that it decides by
     */
    record Replica(
            String id,
            Optional<String> running,
            Set<String> built,
            Set<String> failed,
            String trouble,
            List<Quarantined> quarantined) {
        public Replica {
            built = Set.copyOf(built);
            failed = Set.copyOf(failed);
            quarantined = List.copyOf(quarantined);
        }
    }

    /** How it stands, asked for past all that waits for its turn. */
    Look look();

    /** Says that this replica lives. */
    void alive(Replica replica);

    /** Says that it ends. */
    void gone(String replica);

    /** Whether a set was in force at any time. */
    boolean everActive(String digest);

    /** The text of a set that is kept. */
    Optional<PolicySource> source(String digest);

    /** Digests of kept sets that begin so, at most two. */
    List<String> beginningWith(String digest);

    /** Keeps a set that is to be approved first. */
    void keep(PolicySource source, String name);

    /**
     * Keeps a set and proposes it; and activates it at once where every replica that lives has built it.
     *
     * @param name the set's name
     */
    void propose(PolicySource source, String name, Wish wish);

    /** Activates what is pending, where every replica that lives has built it or cannot, or has had long enough. */
    void activate(Entry pending);

    /**
     * Records that a set does not come into force. The same of the same directory again is recorded once.
     *
     * @param digest empty where it cannot be read
     * @param findings as {@code policy check --format json} has them
     */
    void refused(Optional<String> digest, Wish wish, String what, List<JsonObject> findings);

    /** Records that a replica does not run a rule of a set any more. */
    void quarantined(String replica, String digest, Quarantined rule);

    /**
     * Has every replica run a rule of the active set again.
     *
     * @param by a person's id
     * @return the set's digest; empty where no replica that lives has quarantined such a rule of it
     */
    Optional<String> release(String rule, String by, String why);

    /** The releases behind that one, in their order. */
    List<Release> releases(long after);

    /** All that there is to show: what is active, since when and by whom, what was refused last, and the replicas. */
    JsonObject standing();

    /** One set that is kept, with its files. */
    Optional<JsonObject> set(String digest);

    /** Told when something of this changes. */
    Watch watch();
}
