package io.stagegate.gateway.hold;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which changes the groups of reviewers may review; one without a scope may review all of them. */
public record Scopes(List<Scope> all) {
    /** Every group may review everything. */
    public static final Scopes NONE = new Scopes(List.of());

    public Scopes {
        all = List.copyOf(all);
    }

    /** The scopes that a hold is outside of. One that was opened before it was known what it is about is outside of none. */
    public List<Scope> without(Hold hold) {
        return without(hold.matter());
    }

    List<Scope> without(Optional<Matter> matter) {
        return matter.map(m -> all.stream().filter(scope -> !scope.covers(m)).toList())
                .orElse(List.of());
    }

    /** The scopes of some groups that a hold is outside of. */
    List<Scope> without(Hold hold, Set<String> groups) {
        return without(hold).stream().filter(s -> groups.contains(s.group())).toList();
    }

    /** A review with those groups of its reviewer only that may review the hold; the others are kept apart. */
    Review applied(Hold hold, Review review) {
        var outside = without(hold, review.groups()).stream().map(Scope::group).collect(Collectors.toSet());
        return review.without(outside);
    }

    /** Those of some groups that may review it. */
    Set<String> within(Optional<Matter> matter, Set<String> groups) {
        var outside = without(matter).stream().map(Scope::group).collect(Collectors.toSet());
        return groups.stream().filter(Predicate.not(outside::contains)).collect(Collectors.toCollection(TreeSet::new));
    }
}
