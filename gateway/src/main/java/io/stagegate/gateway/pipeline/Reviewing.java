package io.stagegate.gateway.pipeline;

import io.stagegate.core.Subject;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Takes reviews of people who are known, and releases a hold as soon as its last approval is in. */
public final class Reviewing {
    private final Holds holds;
    private final Releaser releaser;
    private final Executor executor;
    private final InstantSource clock;

    /** @param executor runs a release on a virtual thread of its own */
    public Reviewing(Holds holds, Releaser releaser, Executor executor, InstantSource clock) {
        this.holds = holds;
        this.releaser = releaser;
        this.executor = executor;
        this.clock = clock;
    }

    /** Decides on a hold with its row locked, as {@link Holds#decide} does. */
    @FunctionalInterface
    public interface Deciding {
        Ruling decide(String hold, String actor, Function<Hold, Ruling> rule);
    }

    /** @param digest of the hold as the reviewer saw it */
    public Ruling review(String hold, Subject reviewer, Verdict verdict, String comment, String digest) {
        var review = new Review(reviewer.id(), reviewer.groups(), verdict, comment, digest, clock.instant());
        return review(hold, review, holds::decide);
    }

    /**
     * Takes a review that a webhook passes on.
     *
     * @param deciding decides no more than once on what is passed on twice
     */
    public Ruling passedOn(
            String hold,
            Subject reviewer,
            Verdict verdict,
            String comment,
            String digest,
            Review.Via via,
            Deciding deciding) {
        var review = new Review(
                reviewer.id(), reviewer.groups(), verdict, comment, digest, clock.instant(), Optional.of(via));
        return review(hold, review, deciding);
    }

    private Ruling review(String hold, Review review, Deciding deciding) {
        var ruling = deciding.decide(hold, review.reviewer(), found -> ReviewRules.review(found, review));
        if (ruling instanceof Ruling.Accepted(var _, HoldState.Approved _)) {
            executor.execute(() -> releaser.release(hold));
        }
        return ruling;
    }

    /** Takes a hold back for its requester. */
    public Ruling cancel(String hold, Subject requester) {
        return holds.decide(hold, requester.id(), found -> ReviewRules.cancel(found, requester.id()));
    }
}
