package io.stagegate.gateway.hold;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.HoldState.Cancelled;
import io.stagegate.gateway.hold.HoldState.Denied;
import io.stagegate.gateway.hold.HoldState.Expired;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.HoldState.Rejected;
import io.stagegate.gateway.hold.HoldState.Released;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Ruling.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Who may review a hold, and what its reviews make of it: pure functions of the hold and what is said. */
public final class ReviewRules {
    private ReviewRules() {}

    /** What becomes of a review. */
    public static Ruling review(Hold hold, Review review) {
        if (hold.state().settled()) {
            return new Ruling.Refused(
                    Problem.SETTLED, "the hold is " + hold.state().word() + " already");
        }
        if (hold.requester().id().equals(review.reviewer())) {
            return new Ruling.Refused(
                    Problem.OWN_REQUEST, review.reviewer() + " asked for this change and cannot review it");
        }
        if (!entitled(hold.requirement(), review)) {
            return new Ruling.Refused(
                    Problem.NOT_ENTITLED,
                    review.reviewer() + " is in none of the groups whose approval is needed: " + hold.requirement());
        }
        if (passedOnBefore(hold, review)) {
            return new Ruling.Refused(
                    Problem.TWICE,
                    "a review of " + review.reviewer() + " was passed on for this hold as it is already");
        }
        if (!hold.digest().equals(review.digest())) {
            return new Ruling.Refused(
                    Problem.DIGEST_DIFFERS,
                    "the hold has changed since it was looked at: its digest is now " + hold.digest()
                            + "; look at it again and review that");
        }
        var reviews = new ArrayList<>(hold.reviews());
        reviews.add(review);
        return new Ruling.Accepted(review, after(hold, reviews));
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
            case Released _, Rejected _, Denied _, Expired _, Cancelled _ ->
                new Ruling.Refused(
                        Problem.SETTLED, "the hold is " + hold.state().word() + " already");
        };
    }

    /** Whether every quorum is met by those reviews that count: the last of each person, for this digest. */
    public static boolean met(Requirement requirement, Collection<Review> counting) {
        return unfilled(places(requirement), approvals(counting)).isEmpty();
    }

    /** The approvals that are still needed; none where a hold waits for no more of them. */
    public static List<Quorum> missing(Hold hold) {
        if (!(hold.state() instanceof Pending)) {
            return List.of();
        }
        var groups = new LinkedHashMap<String, Integer>();
        unfilled(places(hold.requirement()), approvals(counting(hold.reviews(), hold.digest())))
                .forEach(group -> groups.merge(group, 1, Integer::sum));
        return groups.entrySet().stream()
                .map(e -> new Quorum(e.getValue(), e.getKey()))
                .toList();
    }

    /** A place for each approval that is needed, by the group that fills it. */
    private static List<String> places(Requirement requirement) {
        return requirement.quorums().stream()
                .flatMap(q -> Collections.nCopies(q.count(), q.group()).stream())
                .toList();
    }

    private static List<Review> approvals(Collection<Review> counting) {
        return byHand(counting, Verdict.APPROVED);
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

    private static HoldState after(Hold hold, List<Review> reviews) {
        var counting = counting(reviews, hold.digest());
        var denials = byHand(counting, Verdict.REJECTED).size();
        var rejected = denials >= hold.requirement().denials();
        var met = met(hold.requirement(), counting);
        return switch (hold.state()) {
            case Pending pending when rejected -> pending.reject();
            case Pending pending when met -> pending.approve();
            case Approved approved when rejected -> approved.reject();
            case Approved approved when !met -> approved.withdraw();
            case Pending _, Approved _, Released _, Rejected _, Denied _, Expired _, Cancelled _ -> hold.state();
        };
    }

    private static boolean entitled(Requirement requirement, Review review) {
        return requirement.quorums().stream().anyMatch(q -> fills(q.group(), review));
    }

    /** The places that stay empty where a person fills one only, and as many as can be are filled. */
    private static List<String> unfilled(List<String> places, List<Review> people) {
        var seats = new HashMap<Integer, Integer>();
        return IntStream.range(0, places.size())
                .filter(place -> !seat(place, places, people, seats, new HashSet<>()))
                .mapToObj(places::get)
                .toList();
    }

    /** Whether a place can be filled, if need be by somebody who can be seated elsewhere. */
    private static boolean seat(
            int place, List<String> places, List<Review> people, Map<Integer, Integer> seats, Set<Integer> asked) {
        for (var person = 0; person < people.size(); person++) {
            if (fills(places.get(place), people.get(person)) && asked.add(person)) {
                var other = Optional.ofNullable(seats.get(person));
                if (other.isEmpty() || seat(other.get(), places, people, seats, asked)) {
                    seats.put(person, place);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fills(String group, Review review) {
        return group.equals(Quorum.ANYONE) || review.groups().contains(group);
    }
}
