package io.stagegate.gateway.hold;

import io.stagegate.core.Subject;
import io.stagegate.core.decision.Requirement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A promotion that waits for reviews, and everything that its state follows from.
 *
 * @param id opaque id
 * @param promotion id of the promotion it holds
 * @param requester who asked for it
 * @param requirement who must approve
 * @param matter what it is about; empty for one that was opened before groups had scopes
 * @param digest of everything that reviewers see; a review counts only for the digest that it names
 * @param state as of the row that was read
 * @param reviews every review so far, oldest first, those for earlier digests too
 * @param glass its last release in an emergency
 * @param openedAt when it was held
 * @param expiresAt when it ends by itself
 * @param extended whether its time was over once, and others were asked
 * @param asOf when it was read, by the database's clock
 * @param intact whether its rows are as the gateway wrote them
 * @param epoch fencing epoch of the last claim
 */
public record Hold(
        String id,
        String promotion,
        Subject requester,
        Requirement requirement,
        Optional<Matter> matter,
        String digest,
        HoldState state,
        List<Review> reviews,
        Optional<BreakGlass> glass,
        Instant openedAt,
        Instant expiresAt,
        boolean extended,
        Instant asOf,
        boolean intact,
        long epoch) {
    public Hold {
        reviews = List.copyOf(reviews);
    }

    /** The same with one more review. */
    Hold with(Review review) {
        var more = new ArrayList<>(reviews);
        more.add(review);
        return new Hold(
                id,
                promotion,
                requester,
                requirement,
                matter,
                digest,
                state,
                more,
                glass,
                openedAt,
                expiresAt,
                extended,
                asOf,
                intact,
                epoch);
    }

    /** The same, found to be changed behind the gateway. */
    public Hold tampered() {
        return new Hold(
                id,
                promotion,
                requester,
                requirement,
                matter,
                digest,
                state,
                reviews,
                glass,
                openedAt,
                expiresAt,
                extended,
                asOf,
                false,
                epoch);
    }

    /** The release in an emergency that stands for what the hold is now. */
    public Optional<BreakGlass> broken() {
        return glass.filter(g -> g.digest().equals(digest) && g.state() == BreakGlass.State.OPEN);
    }
}
