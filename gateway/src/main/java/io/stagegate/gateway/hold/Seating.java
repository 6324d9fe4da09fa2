package io.stagegate.gateway.hold;

import io.stagegate.core.decision.Quorum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who fills which place: each person one, and as many places as can be (a largest flow from people to quorums, found by
 * augmenting paths: Ford and Fulkerson, 1956).
 */
final class Seating {
    private final List<Quorum> quorums;
    private final List<Review> people;
    private final Predicate<Quorum> escalated;
    private final Map<Integer, Seat> seats = new HashMap<>();

    /** A place in a quorum; where its people must be of different groups, the place of that group. */
    private record Seat(int quorum, String group) {}

    private Seating(List<Quorum> quorums, List<Review> people, Predicate<Quorum> escalated) {
        this.quorums = quorums;
        this.people = people;
        this.escalated = escalated;
    }

    /**
     * The places that stay empty.
     *
     * @param people the approvals that count, one of each person
     * @param escalated whether others may stand in for those whom a quorum asks for
     */
    static List<Quorum> empty(List<Quorum> quorums, List<Review> people, Predicate<Quorum> escalated) {
        var seating = new Seating(quorums, people, escalated);
        for (var person = 0; person < people.size(); person++) {
            seating.seat(person, new HashSet<>());
        }
        var out = new ArrayList<Quorum>();
        for (var q = 0; q < quorums.size(); q++) {
            var left = quorums.get(q).count() - seating.in(q).size();
            if (left > 0) {
                out.add(quorums.get(q).of(left));
            }
        }
        return out;
    }

    /** Whether a person fits a quorum at all. */
    static boolean fits(Quorum quorum, Review person, boolean escalated) {
        return quorum.open(escalated).stream().anyMatch(group -> isOf(person, group));
    }

    private static boolean isOf(Review person, String group) {
        return group.equals(Quorum.ANYONE) || person.groups().contains(group);
    }

    /** Whether a place is found, if need be that of somebody who can be seated elsewhere. */
    private boolean seat(int person, Set<Seat> asked) {
        for (var q = 0; q < quorums.size(); q++) {
            var quorum = quorums.get(q);
            for (var group : quorum.open(escalated.test(quorum))) {
                var seat = new Seat(q, quorum.distinct() ? group : "");
                if (isOf(people.get(person), group) && asked.add(seat) && take(person, seat, asked)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean take(int person, Seat seat, Set<Seat> asked) {
        for (var other : inTheWay(seat)) {
            if (other.isEmpty()) {
                seats.put(person, seat);
                return true;
            }
            var held = Optional.ofNullable(seats.remove(other.get())).orElseThrow();
            seats.put(person, seat);
            if (seat(other.get(), asked)) {
                return true;
            }
            seats.remove(person);
            seats.put(other.get(), held);
        }
        return false;
    }

    /** Those of whom one has to go before the seat can be taken; nobody, once, where it is free. */
    private List<Optional<Integer>> inTheWay(Seat seat) {
        var quorum = quorums.get(seat.quorum());
        var inQuorum = in(seat.quorum());
        var inSeat = quorum.distinct()
                ? inQuorum.stream().filter(p -> seat.equals(seats.get(p))).toList()
                : List.<Integer>of();
        if (inSeat.isEmpty() && inQuorum.size() < quorum.count()) {
            return List.of(Optional.empty());
        }
        return (inSeat.isEmpty() ? inQuorum : inSeat).stream().map(Optional::of).toList();
    }

    private List<Integer> in(int quorum) {
        return seats.entrySet().stream()
                .filter(e -> e.getValue().quorum() == quorum)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
