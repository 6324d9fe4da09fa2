package io.stagegate.gateway.hold;

import io.stagegate.core.decision.Quorum;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.HoldState.Cancelled;
import io.stagegate.gateway.hold.HoldState.Denied;
import io.stagegate.gateway.hold.HoldState.Expired;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.HoldState.Rejected;
import io.stagegate.gateway.hold.HoldState.Released;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Ruling.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who may review a hold, and what its reviews make of it: pure functions of the hold's facts, the clock and what is said. */
public final class ReviewRules {
    private ReviewRules() {}

    /**
     * What becomes of a review.
     *
     * @param names what the reviewer is called anywhere, for those whom the requirement excludes
     */
    public static Ruling review(Hold hold, Review review, Names names) {
        return review(hold, review, names, Scopes.NONE);
    }

    /**
     * The same where groups have scopes.
     *
     * @param said what the reviewer says, with all the groups that they are in
     */
    public static Ruling review(Hold hold, Review said, Names names, Scopes scopes) {
        var review = scopes.applied(hold, said);
        var broken = hold.broken().filter(_ -> hold.state() instanceof Released);
        if (hold.state().settled() && broken.isEmpty()) {
            return settled(hold);
        }
        var refusal = refusal(hold, review, names, scopes);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        var after = hold.with(review);
        return broken.<Ruling>map(glass -> new Ruling.Ratified(review, glass, ratification(after)))
                .orElseGet(() -> new Ruling.Accepted(review, state(after)));
    }

    private static Optional<Ruling> refusal(Hold hold, Review review, Names names, Scopes scopes) {
        if (!hold.intact()) {
            return Optional.of(tampered(hold));
        }
        var person = review.reviewer();
        if (hold.requester().id().equals(person)) {
            return refused(Problem.OWN_REQUEST, person + " asked for this change and cannot review it");
        }
        if (hold.broken().filter(g -> g.person().equals(person)).isPresent()) {
            return refused(
                    Problem.NOT_ENTITLED, person + " released this in an emergency: others have to say yes or no");
        }
        var excluded =
                hold.requirement().excluded().stream().filter(names::include).findFirst();
        if (excluded.isPresent()) {
            return refused(
                    Problem.NOT_ENTITLED,
                    person + " is " + excluded.get()
                            + " of the evidence, whom the rules do not let review this change");
        }
        if (hold.requirement().quorums().stream()
                .noneMatch(q -> Seating.fits(q, review, escalated(hold).test(q)))) {
            return refused(
                    Problem.NOT_ENTITLED,
                    person + " is in none of the groups whose approval is needed: " + hold.requirement()
                            + outside(hold, review, scopes));
        }
        if (passedOnBefore(hold, review)) {
            return refused(
                    Problem.TWICE,
                    "a review of " + review.reviewer() + " was passed on for this hold as it is already");
        }
        if (!hold.digest().equals(review.digest())) {
            return Optional.of(differs(hold));
        }
        return hold.requirement().comment() && review.comment().isBlank()
                ? refused(Problem.COMMENT_MISSING, "a review of this change must say why: write a comment")
                : Optional.empty();
    }

    /** Said of those groups of a reviewer that would be the right ones for another change. */
    private static String outside(Hold hold, Review review, Scopes scopes) {
        var asked = hold.requirement().quorums().stream()
                .flatMap(q -> q.open(escalated(hold).test(q)).stream())
                .filter(review.outside()::contains)
                .collect(Collectors.toSet());
        var limits = scopes.without(hold, asked).stream().map(Scope::toString).collect(Collectors.joining("; "));
        return limits.isEmpty()
                ? ""
                : ". " + review.reviewer() + " is in " + String.join(" and ", new TreeSet<>(asked)) + ", but " + limits
                        + ", and this is " + hold.matter().map(Matter::toString).orElse("");
    }

    private static Optional<Ruling> refused(Problem problem, String message) {
        return Optional.of(new Ruling.Refused(problem, message));
    }

    private static Ruling differs(Hold hold) {
        return new Ruling.Refused(
                Problem.DIGEST_DIFFERS,
                "the hold has changed since it was looked at: its digest is now " + hold.digest()
                        + "; look at it again and review that");
    }

    private static Ruling settled(Hold hold) {
        return new Ruling.Refused(Problem.SETTLED, "the hold is " + hold.state().word() + " already");
    }

    private static Ruling tampered(Hold hold) {
        return new Ruling.Refused(
                Problem.TAMPERED,
                "what is stored of hold " + hold.id()
                        + " was changed behind the gateway: it is not released, whoever says "
                        + "so; have the change asked for anew, and tell whoever keeps the database");
    }

    /** A webhook passes one review of each person on, for a hold as it is. */
    private static boolean passedOnBefore(Hold hold, Review review) {
        return review.via().isPresent()
                && hold.reviews().stream()
                        .anyMatch(r -> r.via().isPresent()
                                && r.via()
                                        .get()
                                        .webhook()
                                        .equals(review.via().get().webhook())
                                && r.reviewer().equals(review.reviewer())
                                && r.digest().equals(review.digest()));
    }

    /** What becomes of a requester's wish to take it back. */
    public static Ruling cancel(Hold hold, String person) {
        if (!hold.requester().id().equals(person)
                && !hold.requester().identity().equals(person)) {
            return new Ruling.Refused(Problem.NOT_ENTITLED, "only who asked for this change can take it back");
        }
        return switch (hold.state()) {
            case Pending pending -> new Ruling.Moved(pending.cancel());
            case Approved approved -> new Ruling.Moved(approved.cancel());
            case Released _, Rejected _, Denied _, Expired _, Cancelled _ -> settled(hold);
        };
    }

    /** What becomes of a release in an emergency, by somebody who may. */
    public static Ruling breakGlass(Hold hold, BreakGlass glass) {
        if (!hold.intact()) {
            return tampered(hold);
        }
        if (!hold.digest().equals(glass.digest())) {
            return differs(hold);
        }
        return switch (hold.state()) {
            case Pending pending -> new Ruling.Broken(glass, pending.approve());
            case Approved _ -> new Ruling.Refused(Problem.SETTLED, "the hold is approved and being released already");
            case Released _, Rejected _, Denied _, Expired _, Cancelled _ -> settled(hold);
        };
    }

    /**
     * The state that follows from a hold's facts and the clock. A settled hold stays what it is, and what is to be released stays
     * approved only for as long as its quorum is met.
     */
    public static HoldState state(Hold hold) {
        var rejected = rejected(hold);
        var approved = met(hold) || hold.broken().isPresent();
        return switch (hold.state()) {
            case Pending pending when rejected -> pending.reject();
            case Pending pending when approved -> pending.approve();
            case Approved now when rejected -> now.reject();
            case Approved now when !approved -> now.withdraw();
            case Pending _, Approved _, Released _, Rejected _, Denied _, Expired _, Cancelled _ -> hold.state();
        };
    }

    private static BreakGlass.State ratification(Hold hold) {
        if (rejected(hold)) {
            return BreakGlass.State.REVOKED;
        }
        return met(hold) ? BreakGlass.State.RATIFIED : BreakGlass.State.OPEN;
    }

    private static boolean rejected(Hold hold) {
        return byHand(counting(hold), Verdict.REJECTED).size()
                >= hold.requirement().denials();
    }

    private static boolean met(Hold hold) {
        return empty(hold).isEmpty();
    }

    /** The approvals that are still needed; none where a hold waits for no more of them. */
    public static List<Quorum> missing(Hold hold) {
        return hold.state() instanceof Pending ? empty(hold) : List.of();
    }

    private static List<Quorum> empty(Hold hold) {
        var approvals = byHand(counting(hold), Verdict.APPROVED);
        return Seating.empty(hold.requirement().quorums(), approvals, escalated(hold));
    }

    /** Whether others may stand in for those whom a quorum of the hold asks for. */
    static Predicate<Quorum> escalated(Hold hold) {
        return quorum -> quorum.escalation()
                .map(e -> e.after()
                        .map(after -> !hold.openedAt().plus(after).isAfter(hold.asOf()))
                        .orElse(hold.extended()))
                .orElse(false);
    }

    private static Collection<Review> counting(Hold hold) {
        return counting(hold.reviews(), hold.digest());
    }

    /** What comes through one webhook that does not vouch counts as one person, who is in the groups of all of them. */
    private static List<Review> byHand(Collection<Review> counting, Verdict verdict) {
        var hands = new LinkedHashMap<String, Review>();
        counting.stream()
                .filter(r -> r.verdict() == verdict)
                .forEach(r -> hands.merge(r.hand(), r, (first, other) -> first.with(other.groups())));
        return List.copyOf(hands.values());
    }

    /** The reviews that count: the last of each person, for the digest that the hold has now. */
    public static Collection<Review> counting(List<Review> reviews, String digest) {
        var last = new LinkedHashMap<String, Review>();
        reviews.stream().filter(r -> r.digest().equals(digest)).forEach(r -> {
            last.remove(r.reviewer());
            last.put(r.reviewer(), r);
        });
        return last.values();
    }
}
