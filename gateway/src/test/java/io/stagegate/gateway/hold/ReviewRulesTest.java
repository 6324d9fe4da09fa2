package io.stagegate.gateway.hold;

import static io.stagegate.gateway.hold.Held.hold;
import static io.stagegate.gateway.hold.Held.names;
import static io.stagegate.gateway.hold.Held.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Ruling.Accepted;
import io.stagegate.gateway.hold.Ruling.Problem;
import io.stagegate.gateway.hold.Ruling.Refused;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewRulesTest {
    private static final Names NOBODY = names("nobody");

    @Test
    void the_last_approval_that_is_needed_approves() {
        var hold = hold(new HoldState.Pending(), quorums(new Quorum(2, "*")), review("bob", Verdict.APPROVED));

        assertThat(ReviewRules.review(hold, review("cid", Verdict.APPROVED), NOBODY))
                .isEqualTo(new Accepted(review("cid", Verdict.APPROVED), new HoldState.Approved()));
    }

    @Test
    void a_second_review_of_a_person_replaces_the_first_and_never_counts_twice() {
        var hold = hold(new HoldState.Pending(), quorums(new Quorum(2, "*")), review("bob", Verdict.APPROVED));

        assertThat(state(ReviewRules.review(hold, review("bob", Verdict.APPROVED), NOBODY)))
                .isEqualTo(new HoldState.Pending());
    }

    @Test
    void one_rejection_ends_it() {
        var hold = hold(new HoldState.Pending(), quorums(new Quorum(1, "*")));

        assertThat(state(ReviewRules.review(hold, review("bob", Verdict.REJECTED), NOBODY)))
                .isEqualTo(new HoldState.Rejected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"APPROVED", "REJECTED"})
    void nobody_reviews_their_own_request(Verdict verdict) {
        var hold = hold(new HoldState.Pending(), quorums(new Quorum(1, "*")));

        assertThat(problem(ReviewRules.review(hold, review("ann", verdict), NOBODY)))
                .contains(Problem.OWN_REQUEST);
    }

    @Test
    void who_is_in_no_group_that_is_asked_for_cannot_review() {
        var hold = hold(new HoldState.Pending(), quorums(new Quorum(1, "risk")));

        assertThat(problem(ReviewRules.review(hold, review("bob", Verdict.REJECTED, "sales"), NOBODY)))
                .contains(Problem.NOT_ENTITLED);
    }

    @Test
    void a_review_of_something_else_than_what_is_there_now_does_not_count() {
        var hold = hold(new HoldState.Pending(), quorums(new Quorum(1, "*")));
        var stale = new Review("bob", Set.of(), Verdict.APPROVED, "", "sha256:earlier", Held.OPENED);

        assertThat(problem(ReviewRules.review(hold, stale, NOBODY))).contains(Problem.DIGEST_DIFFERS);
        var reopened = hold(new HoldState.Pending(), quorums(new Quorum(2, "*")), stale);
        assertThat(state(ReviewRules.review(reopened, review("cid", Verdict.APPROVED), NOBODY)))
                .isEqualTo(new HoldState.Pending());
    }

    @Test
    void an_approval_can_be_taken_back_until_it_is_released() {
        var requirement = quorums(new Quorum(1, "*")).denials(2);
        var hold = hold(new HoldState.Approved(), requirement, review("bob", Verdict.APPROVED));

        assertThat(state(ReviewRules.review(hold, review("bob", Verdict.REJECTED), NOBODY)))
                .isEqualTo(new HoldState.Pending());
    }

    @ParameterizedTest
    @ValueSource(strings = {"released", "rejected", "denied", "expired", "cancelled"})
    void a_settled_hold_takes_neither_review_nor_cancel(String word) {
        var hold = hold(HoldState.of(word).orElseThrow(), quorums(new Quorum(1, "*")));

        assertThat(problem(ReviewRules.review(hold, review("bob", Verdict.APPROVED), NOBODY)))
                .contains(Problem.SETTLED);
        assertThat(problem(ReviewRules.cancel(hold, "ann"))).contains(Problem.SETTLED);
    }

    @Test
    void only_its_requester_cancels_a_hold() {
        var hold = hold(new HoldState.Approved(), quorums(new Quorum(1, "*")));

        assertThat(problem(ReviewRules.cancel(hold, "bob"))).contains(Problem.NOT_ENTITLED);
        assertThat(ReviewRules.cancel(hold, "ann")).isEqualTo(new Ruling.Moved(new HoldState.Cancelled()));
    }

    @Test
    void what_is_missing_is_what_nobody_can_be_seated_for() {
        var needed = quorums(new Quorum(1, "ml-leads"), new Quorum(2, "risk"));
        var both = review("bob", Verdict.APPROVED, "ml-leads", "risk");
        var lead = review("cid", Verdict.APPROVED, "ml-leads");

        assertThat(ReviewRules.missing(hold(new HoldState.Pending(), needed))).isEqualTo(needed.quorums());
        assertThat(ReviewRules.missing(hold(new HoldState.Pending(), needed, both)))
                .containsExactly(new Quorum(2, "risk"));
        assertThat(ReviewRules.missing(hold(new HoldState.Pending(), needed, both, lead)))
                .containsExactly(new Quorum(1, "risk"));
        assertThat(ReviewRules.missing(hold(new HoldState.Pending(), needed, review("cid", Verdict.REJECTED, "risk"))))
                .isEqualTo(needed.quorums());
        assertThat(ReviewRules.missing(hold(new HoldState.Approved(), needed))).isEmpty();
    }

    private static Requirement quorums(Quorum... quorums) {
        return Requirement.of(quorums);
    }

    private static HoldState state(Ruling ruling) {
        return ((Accepted) ruling).state();
    }

    private static Optional<Problem> problem(Ruling ruling) {
        return ruling instanceof Refused(var problem, var _) ? Optional.of(problem) : Optional.empty();
    }
}
