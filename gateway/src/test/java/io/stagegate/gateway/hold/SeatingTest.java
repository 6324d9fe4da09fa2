package io.stagegate.gateway.hold;

import static io.stagegate.gateway.hold.Held.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.gateway.hold.Review.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeatingTest {
    private static final List<String> GROUPS = List.of("a", "b", "c", "d");

    @Test
    void one_person_fills_one_place_only_whatever_the_order() {
        var quorums = List.of(new Quorum(1, "risk"), new Quorum(1, "ml-leads"));
        var both = approval("bob", "risk", "ml-leads");

        assertThat(empty(quorums, both)).containsExactly(new Quorum(1, "ml-leads"));
        assertThat(empty(quorums, both, approval("cid", "risk"))).isEmpty();
        assertThat(empty(quorums, approval("cid", "risk"), both)).isEmpty();
        assertThat(empty(quorums, both, approval("cid", "sales"))).hasSize(1);
    }

    @Test
    void where_groups_must_differ_two_of_one_group_fill_one_place() {
        var two = List.of(new Quorum(2, List.of("risk", "ml-leads", "security"), true, Optional.empty()));

        assertThat(empty(two, approval("bob", "risk"), approval("cid", "risk"))).hasSize(1);
        assertThat(empty(two, approval("bob", "risk"), approval("cid", "security")))
                .isEmpty();
        assertThat(empty(two, approval("bob", "risk", "security"), approval("cid", "risk")))
                .isEmpty();
        assertThat(empty(two, approval("cid", "risk"), approval("bob", "risk", "security")))
                .isEmpty();
    }

    @Test
    void as_many_places_are_filled_as_can_be() {
        var random = new Random(20261125);
        for (var n = 0; n < 3_000; n++) {
            var quorums = IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(_ -> quorum(random))
                    .toList();
            var people = IntStream.range(0, random.nextInt(6))
                    .mapToObj(i -> approval("p" + i, some(random).toArray(String[]::new)))
                    .toArray(Review[]::new);

            var left = empty(quorums, people).stream().mapToInt(Quorum::count).sum();

            var wanted = quorums.stream().mapToInt(Quorum::count).sum();
            assertThat(wanted - left)
                    .as("%s by %s", quorums, List.of(people))
                    .isEqualTo(most(quorums, List.of(people), new ArrayList<>()));
        }
    }

    private static Quorum quorum(Random random) {
        var groups = some(random);
        var distinct = random.nextBoolean();
        var most = distinct ? groups.size() : 3;
        var escalation = random.nextInt(3) == 0
                ? Optional.of(new Escalation(Optional.empty(), some(random)))
                : Optional.<Escalation>empty();
        return new Quorum(1 + random.nextInt(most), groups, distinct, escalation);
    }

    private static List<String> some(Random random) {
        var some = GROUPS.stream().filter(_ -> random.nextBoolean()).toList();
        return some.isEmpty() ? List.of("a") : some;
    }

    /** A seat of the exhaustive search: the quorum and the group that somebody stands for in it. */
    private record Taken(int quorum, String group) {}

    /** Tries everything. */
    private static int most(List<Quorum> quorums, List<Review> people, List<Taken> taken) {
        if (people.isEmpty()) {
            return taken.size();
        }
        var rest = people.subList(1, people.size());
        var best = most(quorums, rest, taken);
        for (var q = 0; q < quorums.size(); q++) {
            var index = q;
            var quorum = quorums.get(q);
            for (var group : quorum.open(true)) {
                var seat = new Taken(q, group);
                var full = taken.stream().filter(t -> t.quorum() == index).count() == quorum.count();
                if (people.getFirst().groups().contains(group)
                        && !full
                        && !(quorum.distinct() && taken.contains(seat))) {
                    taken.add(seat);
                    best = Math.max(best, most(quorums, rest, taken));
                    taken.removeLast();
                }
            }
        }
        return best;
    }

    private static List<Quorum> empty(List<Quorum> quorums, Review... people) {
        return Seating.empty(quorums, List.of(people), _ -> true);
    }

    private static Review approval(String person, String... groups) {
        Set<String> all = new HashSet<>(List.of(groups));
        return review(person, Verdict.APPROVED, all.toArray(String[]::new));
    }
}
