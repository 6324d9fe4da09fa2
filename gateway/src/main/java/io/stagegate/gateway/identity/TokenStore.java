package io.stagegate.gateway.identity;

import io.stagegate.gateway.journal.JournalException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tokens that the gateway has given out, each as a digest. To be called on a virtual thread of Vert.x. */
public interface TokenStore {

    /**
     * One token, without itself.
     *
     * @param id opaque id, which is no secret
     * @param name what it is called by whoever made it
     * @param holder who it says somebody is: a person's id, or the identity of a service account
     * @param service whether the holder is a service account
     * @param madeBy who made it
     * @param revokedAt when it was revoked; empty where it was not
     */
    record Kept(
            String id,
            String name,
            String holder,
            boolean service,
            String madeBy,
            Instant madeAt,
            Instant expiresAt,
            Optional<Instant> revokedAt) {

        /** Whether it is good at that time. */
        public boolean goodAt(Instant now) {
            return revokedAt.isEmpty() && now.isBefore(expiresAt);
        }
    }

    /** @throws JournalException where that cannot be found out */
    Optional<Kept> find(byte[] digest);

    /** The token of that id. */
    Optional<Kept> byId(String id);

    /** The newest tokens first. */
    List<Kept> all();

    /** Keeps a new one, with its audit record. */
    void add(Kept token, byte[] digest);

    /** Revokes one for good, with its audit record; empty where there is none, unchanged where it is revoked already. */
    Optional<Kept> revoke(String id, String actor);
}
