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

/** Takes reviews of people who are known, and releases a hold as soon as its last approval is in. */
public final class Reviewing {
    private final Holds holds;
    private final Releaser releaser;
    private final Executor executor;
    private final InstantSource clock;
    private final Distinction distinction;

    /** Tells people apart. */
    @FunctionalInterface
    public interface Distinction {
        /** Why somebody must not review a hold, whatever its requirement says; empty where they may. */
        Optional<String> objection(Hold hold, Subject reviewer);
    }

    /** @param executor runs a release on a virtual thread of its own */
    public Reviewing(Holds holds, Releaser releaser, Executor executor, InstantSource clock, Distinction distinction) {
        this.distinction = distinction;
        this.holds = holds;
        this.releaser = releaser;
        this.executor = executor;
        this.clock = clock;
    }

    /** @param digest of the hold as the reviewer saw it */
    public Ruling review(String hold, Subject reviewer, Verdict verdict, String comment, String digest) {
        var review = new Review(reviewer.id(), reviewer.groups(), verdict, comment, digest, clock.instant());
        var ruling = holds.decide(hold, reviewer.id(), found -> ruling(found, review, reviewer));
        if (ruling instanceof Ruling.Accepted(var _, HoldState.Approved _)) {
            executor.execute(() -> releaser.release(hold));
        }
        return ruling;
    }

    private Ruling ruling(Hold hold, Review review, Subject reviewer) {
        var ruling = ReviewRules.review(hold, review);
        return ruling instanceof Ruling.Refused
                ? ruling
                : distinction
                        .objection(hold, reviewer)
                        .<Ruling>map(why -> new Ruling.Refused(Ruling.Problem.OWN_REQUEST, why))
                        .orElse(ruling);
    }

    /** Takes a hold back for its requester. */
    public Ruling cancel(String hold, Subject requester) {
        return holds.decide(hold, requester.id(), found -> ReviewRules.cancel(found, requester.id()));
    }
}
