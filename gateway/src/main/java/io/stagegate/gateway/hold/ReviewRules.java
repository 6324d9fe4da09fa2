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
import java.util.LinkedHashMap;
import java.util.List;

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
        var places = new ArrayList<String>();
        for (var quorum : requirement.quorums()) {
            for (var i = 0; i < quorum.count(); i++) {
                places.add(quorum.group());
            }
        }
        var approvals =
                counting.stream().filter(r -> r.verdict() == Verdict.APPROVED).toList();
        return seated(places, approvals);
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
        var denials =
                counting.stream().filter(r -> r.verdict() == Verdict.REJECTED).count();
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

    /** Whether every place can be filled by a person of its own: tries every seating, there being few of both. */
    private static boolean seated(List<String> places, List<Review> people) {
        if (places.isEmpty()) {
            return true;
        }
        var rest = places.subList(1, places.size());
        return people.stream().filter(p -> fills(places.getFirst(), p)).anyMatch(p -> {
            var others = new ArrayList<>(people);
            others.remove(p);
            return seated(rest, others);
        });
    }

    private static boolean fills(String group, Review review) {
        return group.equals(Quorum.ANYONE) || review.groups().contains(group);
    }
}
