package io.stagegate.gateway.hold;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Requirement;
import java.time.Instant;
import java.util.List;

/**
 * A promotion that waits for reviews.
 *
 * @param id opaque id
 * @param promotion id of the promotion it holds
 * @param requester who asked for it
 * @param requirement who must approve
 * @param digest of everything that reviewers see; a review counts only for the digest that it names
 * @param state as of the row that was read
 * @param reviews every review so far, oldest first, those for earlier digests too
 * @param openedAt when it was held
 * @param expiresAt when it ends by itself
 * @param epoch fencing epoch of the last claim
 */
public record Hold(
        String id,
        String promotion,
        Subject requester,
        Requirement requirement,
        String digest,
        HoldState state,
        List<Review> reviews,
        Instant openedAt,
        Instant expiresAt,
        long epoch) {
    public Hold {
        reviews = List.copyOf(reviews);
    }
}
