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
    public Hold with(Review review) {
        var more = new ArrayList<>(reviews);
        more.add(review);
        return same(state, more, glass, expiresAt, extended, intact);
    }

    /** The same with another last release in an emergency. */
    public Hold with(BreakGlass other) {
        return same(state, reviews, Optional.of(other), expiresAt, extended, intact);
    }

    /** The same in another state. */
    public Hold in(HoldState other) {
        return same(other, reviews, glass, expiresAt, extended, intact);
    }

    /** The same, of which others are asked when its time was over. */
    public Hold extendedTo(Instant later) {
        return same(state, reviews, glass, later, true, intact);
    }

    /** The same, found to be changed behind the gateway. */
    public Hold tampered() {
        return same(state, reviews, glass, expiresAt, extended, false);
    }

    /** The same, whose rows the gateway has just written. */
    public Hold sealed() {
        return same(state, reviews, glass, expiresAt, extended, true);
    }

    /** What it is when something else would be released than what was approved: reviewed anew, and nothing done in an emergency stands. */
    public Hold reopened(HoldState.Pending pending, Requirement asked, String seen, Matter about) {
        var over = glass.map(g -> g.state() == BreakGlass.State.OPEN ? g.in(BreakGlass.State.VOID) : g);
        return new Hold(
                id,
                promotion,
                requester,
                asked,
                Optional.of(about),
                seen,
                pending,
                reviews,
                over,
                openedAt,
                expiresAt,
                extended,
                asOf,
                intact,
                epoch);
    }

    private Hold same(
            HoldState state,
            List<Review> reviews,
            Optional<BreakGlass> glass,
            Instant expiresAt,
            boolean extended,
            boolean intact) {
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
                intact,
                epoch);
    }

    /** The release in an emergency that stands for what the hold is now. */
    public Optional<BreakGlass> broken() {
        return glass.filter(g -> g.digest().equals(digest) && g.state() == BreakGlass.State.OPEN);
    }
}
