package io.stagegate.gateway.hold;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Review.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who could review, as far as the configuration says: whom it lists, and whether an OpenID provider says of others that they
 * are in groups.
 *
 * @param people those who are listed
 * @param others whether anybody else may be in any group
 * @param scopes which changes groups may review
 */
public record Roster(List<Member> people, boolean others, Scopes scopes) {
    /** Nobody is known. */
    public static final Roster EMPTY = new Roster(List.of(), false, Scopes.NONE);

    public Roster {
        people = List.copyOf(people);
    }

    /**
     * Somebody who is listed.
     *
     * @param id their id
     * @param groups their groups
     * @param names what they are called anywhere
     */
    public record Member(String id, Set<String> groups, Names names) {
        public Member {
            groups = Set.copyOf(groups);
        }
    }

    /**
     * A place that is still empty.
     *
     * @param quorum the approvals that are still needed
     * @param people those who are listed, may fill it as things stand and have not filled another
     * @param others whether somebody who is not listed may, too
     * @param outside the scopes of groups that are asked for, and that this is outside of
     */
    public record Place(Quorum quorum, List<String> people, boolean others, List<Scope> outside) {}

    /** The places that are still empty, and who may fill them. */
    public List<Place> places(Hold hold) {
        var said = ReviewRules.counting(hold.reviews(), hold.digest()).stream()
                .map(Review::reviewer)
                .toList();
        return ReviewRules.missing(hold).stream()
                .map(quorum -> place(hold, quorum, said))
                .toList();
    }

    private Place place(Hold hold, Quorum quorum, List<String> said) {
        var escalated = ReviewRules.escalated(hold).test(quorum);
        var people = candidates(hold.requester().id(), hold.requirement(), hold.matter())
                .filter(r -> !said.contains(r.reviewer()) && Seating.fits(quorum, r, escalated))
                .map(Review::reviewer)
                .sorted()
                .toList();
        var groups = Set.copyOf(quorum.open(escalated));
        return new Place(
                quorum,
                people,
                others && !scopes.within(hold.matter(), groups).isEmpty(),
                scopes.without(hold, groups));
    }

    /**
     * The approvals that nobody can give, whoever stands in; none where they can all be given.
     *
     * @param requester id of who asks
     */
    public List<Quorum> unfillable(Requirement requirement, String requester, Matter matter) {
        var about = Optional.of(matter);
        var people = new ArrayList<>(candidates(requester, requirement, about).toList());
        if (others) {
            requirement.quorums().forEach(quorum -> people.addAll(strangers(quorum, about)));
        }
        return Seating.empty(requirement.quorums(), people, _ -> true);
    }

    /** As many as a quorum could ask for of each of its groups. */
    private List<Review> strangers(Quorum quorum, Optional<Matter> matter) {
        var groups = scopes.within(matter, Set.copyOf(quorum.open(true)));
        return groups.stream()
                .flatMap(group -> Stream.generate(() -> group).limit(quorum.count()))
                .map(group -> approval("", Set.of(group)))
                .toList();
    }

    /** Those of the listed who may review at all, with the groups that may. */
    private Stream<Review> candidates(String requester, Requirement requirement, Optional<Matter> matter) {
        return people.stream()
                .filter(p -> !p.id().equals(requester))
                .filter(p -> requirement.excluded().stream().noneMatch(p.names()::include))
                .map(p -> approval(p.id(), scopes.within(matter, p.groups())));
    }

    private static Review approval(String person, Set<String> groups) {
        return new Review(person, groups, Verdict.APPROVED, "", "", Instant.EPOCH);
    }
}
