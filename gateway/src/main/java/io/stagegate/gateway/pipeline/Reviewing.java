package io.stagegate.gateway.pipeline;

import io.stagegate.core.Subject;
import io.stagegate.gateway.faults.Failpoint;
import io.stagegate.gateway.hold.BreakGlass;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.HoldState;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Names;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.ReviewRules;
import io.stagegate.gateway.hold.Ruling;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.hold.Scopes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes reviews of people who are known, and releases a hold as soon as its last approval is in. */
public final class Reviewing {
    private final Holds holds;
    private final Releases releases;
    private final InstantSource clock;
    private final Distinction distinction;
    private final Function<String, Names> names;
    private final Emergencies emergencies;
    private final Scopes scopes;

    /** Tells people apart. */
    @FunctionalInterface
    public interface Distinction {
        /** Why somebody must not review a hold, whatever its requirement says; empty where they may. */
        Optional<String> objection(Hold hold, Subject reviewer);
    }

    /**
     * @param releases where holds go whose last approval is in
     * @param distinction tells people apart
     * @param names what somebody is called anywhere, by their id
     * @param emergencies who may release a hold before its approval, and on what condition
     * @param scopes which changes groups may review
     */
    public Reviewing(
            Holds holds,
            Releases releases,
            InstantSource clock,
            Distinction distinction,
            Function<String, Names> names,
            Emergencies emergencies,
            Scopes scopes) {
        this.distinction = distinction;
        this.names = names;
        this.emergencies = emergencies;
        this.scopes = scopes;
        this.holds = holds;
        this.releases = releases;
        this.clock = clock;
    }

    /**
     * Release in an emergency.
     *
     * @param may who may
     * @param ratifyWithin how long afterwards its reviews must be there
     */
    public record Emergencies(Predicate<Subject> may, Duration ratifyWithin) {}

    /** Decides on a hold with its row locked, as {@link Holds#decide} does. */
    @FunctionalInterface
    public interface Deciding {
        Ruling decide(String hold, String actor, Function<Hold, Ruling> rule);
    }

    /** @param digest of the hold as the reviewer saw it */
    public Ruling review(String hold, Subject reviewer, Verdict verdict, String comment, String digest) {
        var review = new Review(reviewer.id(), reviewer.groups(), verdict, comment, digest, clock.instant());
        return review(hold, review, reviewer, holds::decide);
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
        var review = new Review(reviewer.id(), reviewer.groups(), verdict, comment, digest, clock.instant()).by(via);
        return review(hold, review, reviewer, deciding);
    }

    private Ruling review(String hold, Review review, Subject reviewer, Deciding deciding) {
        Failpoint.REVIEW_VERIFIED.reached();
        var ruling = deciding.decide(hold, reviewer.id(), found -> ruling(found, review, reviewer));
        if (ruling instanceof Ruling.Accepted(var _, HoldState.Approved _)) {
            Failpoint.REVIEW_COMMITTED.reached();
            releases.add(hold);
        }
        return ruling;
    }

    private Ruling ruling(Hold hold, Review review, Subject reviewer) {
        var ruling = ReviewRules.review(hold, review, names.apply(reviewer.id()), scopes);
        return ruling instanceof Ruling.Refused
                ? ruling
                : distinction
                        .objection(hold, reviewer)
                        .<Ruling>map(why -> new Ruling.Refused(Problem.OWN_REQUEST, why))
                        .orElse(ruling);
    }

    /**
     * Releases a hold in an emergency, for somebody who may.
     *
     * @param reason why, in their words
     * @param digest of the hold as they saw it
     */
    public Ruling breakGlass(String hold, Subject person, String reason, String digest) {
        if (!emergencies.may().test(person)) {
            return new Ruling.Refused(
                    Problem.FORBIDDEN,
                    person.id() + " may not release a hold in an emergency: see permissions.breakGlass");
        }
        var now = clock.instant();
        var glass = new BreakGlass(
                0, person.id(), reason, digest, now, now.plus(emergencies.ratifyWithin()), BreakGlass.State.OPEN);
        var ruling = holds.decide(hold, person.id(), found -> ReviewRules.breakGlass(found, glass));
        if (ruling instanceof Ruling.Broken) {
            releases.add(hold);
        }
        return ruling;
    }

    /** Takes a hold back for its requester. */
    public Ruling cancel(String hold, Subject requester) {
        return holds.decide(hold, requester.id(), found -> ReviewRules.cancel(found, requester.id()));
    }
}
