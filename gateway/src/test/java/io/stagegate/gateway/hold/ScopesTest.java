package io.stagegate.gateway.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.Review.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes groups may review, and who could fill which place. */
class ScopesTest {
    private static final Requirement RISK = Requirement.of(new Quorum(1, "risk"));
    private static final Names NOBODY = Held.names();

    private static Scope risk(Set<String> environments, List<String> models, int atLeast, int below) {
        return new Scope("risk", environments, models, Optional.of(atLeast), Optional.of(below));
    }

    @ParameterizedTest
    @CsvSource({
        "production, fraud, 40, true",
        "production, fraud-2, 59, true",
        "production, churn, 40, false",
        "production, a-fraud, 40, false",
        "staging, fraud, 40, false",
        "'', fraud, 40, false",
        "production, fraud, 39, false",
        "production, fraud, 60, false"
    })
    void a_change_is_within_where_all_of_it_is(String environment, String model, int risk, boolean within) {
        var scope = risk(Set.of("production"), List.of("fraud*"), 40, 60);

        assertThat(scope.covers(new Matter(List.of(environment), List.of(model), risk)))
                .isEqualTo(within);
        assertThat(scope.covers(new Matter(List.of("production", environment), List.of("fraud", model), risk)))
                .isEqualTo(within);
    }

    @Test
    void what_a_review_stands_for_is_what_it_was_when_it_was_made() {
        var outside = new Scopes(List.of(risk(Set.of("staging"), List.of(), 0, 100)));
        var review = Held.review("bob", Verdict.APPROVED, "risk");
        var hold = Held.hold(new Pending(), RISK);

        var refused = (Ruling.Refused) ReviewRules.review(hold, review, NOBODY, outside);
        assertThat(refused.message()).contains("bob is in risk, but risk reviews only staging");
        var within = (Ruling.Accepted) ReviewRules.review(hold, review, NOBODY, Scopes.NONE);
        assertThat(within.state()).isEqualTo(new Approved());
        // The state has no other input than the facts: no scope can change it afterwards.
        assertThat(ReviewRules.state(hold.with(within.review()))).isEqualTo(new Approved());
        assertThat(ReviewRules.state(hold.with(outside.applied(hold, review)))).isEqualTo(new Pending());
    }

    @Test
    void whoever_asks_is_excluded_or_outside_fills_no_place() {
        var roster = new Roster(
                List.of(member("ann", "risk"), member("bob", "risk"), member("cid", "risk"), member("dan", "ml-leads")),
                false,
                Scopes.NONE);
        var hold = Held.hold(new Pending(), RISK.except("bob"));

        assertThat(roster.places(hold)).singleElement().satisfies(place -> {
            assertThat(place.people()).containsExactly("cid");
            assertThat(place.others()).isFalse();
        });
        assertThat(roster.unfillable(RISK.except("bob"), "ann", Held.MATTER)).isEmpty();
        assertThat(roster.unfillable(Requirement.of(new Quorum(3, "risk")), "ann", Held.MATTER))
                .extracting(Quorum::toString)
                .containsExactly("1 of risk");
    }

    @Test
    void whom_a_provider_speaks_of_could_be_anybody_but_not_outside_of_a_scope() {
        var elsewhere = new Scopes(List.of(risk(Set.of("staging"), List.of(), 0, 100)));

        assertThat(new Roster(List.of(), true, Scopes.NONE).unfillable(RISK, "ann", Held.MATTER))
                .isEmpty();
        assertThat(new Roster(List.of(), true, elsewhere).unfillable(RISK, "ann", Held.MATTER))
                .hasSize(1);
    }

    private static Roster.Member member(String id, String group) {
        return new Roster.Member(id, Set.of(group), Names.of(id, List.of()));
    }
}
