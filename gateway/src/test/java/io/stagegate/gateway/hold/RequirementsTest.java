package io.stagegate.gateway.hold;

import static io.stagegate.gateway.hold.Held.glass;
import static io.stagegate.gateway.hold.Held.hold;
import static io.stagegate.gateway.hold.Held.names;
import static io.stagegate.gateway.hold.Held.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.HoldState.Approved;
import io.stagegate.gateway.hold.HoldState.Pending;
import io.stagegate.gateway.hold.HoldState.Rejected;
import io.stagegate.gateway.hold.HoldState.Released;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.hold.Ruling.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a requirement asks for beside a number of people. */
class RequirementsTest {
    private static final Names NOBODY = names("nobody");
    private static final Requirement RISK = Requirement.of(new Quorum(1, "risk"));

    @ParameterizedTest
    @CsvSource({
        "mia, mia",
        "mia, MIA",
        "mia, ＭＩＡ",
        "mia, mia@example.org",
        "mia@example.org, Mia@other.example",
        "registry:mia, mia",
        "jose\u0301, jos\u00e9",
    })
    void who_trained_it_does_not_approve_it_however_the_platform_writes_them(String known, String excluded) {
        var hold = hold(new Pending(), RISK.except(excluded));

        var ruling = ReviewRules.review(hold, review("mia", Verdict.APPROVED, "risk"), Names.of("x", List.of(known)));

        assertThat(problem(ruling)).contains(Problem.NOT_ENTITLED);
    }

    @Test
    void others_than_who_trained_it_do() {
        var hold = hold(new Pending(), RISK.except("mia"));

        assertThat(ReviewRules.review(hold, review("bob", Verdict.APPROVED, "risk"), names("bob", "registry:bob")))
                .isInstanceOf(Ruling.Accepted.class);
    }

    @Test
    void a_comment_is_missed_where_one_is_required() {
        var hold = hold(new Pending(), RISK.commented());
        var silent = review("bob", Verdict.APPROVED, "risk");
        var said = new Review("bob", silent.groups(), Verdict.APPROVED, "fine", Held.DIGEST, Held.OPENED);

        assertThat(problem(ReviewRules.review(hold, silent, NOBODY))).contains(Problem.COMMENT_MISSING);
        assertThat(ReviewRules.review(hold, said, NOBODY)).isEqualTo(new Ruling.Accepted(said, new Approved()));
    }

    @Test
    void others_stand_in_only_once_the_time_has_come() {
        var requirement = Requirement.of(new Quorum(
                1,
                List.of("risk"),
                false,
                Optional.of(new Escalation(Optional.of(Duration.ofHours(8)), List.of("heads")))));
        var head = review("bob", Verdict.APPROVED, "heads");

        assertThat(problem(ReviewRules.review(after(requirement, Duration.ofHours(7)), head, NOBODY)))
                .contains(Problem.NOT_ENTITLED);
        assertThat(ReviewRules.review(after(requirement, Duration.ofHours(8)), head, NOBODY))
                .isEqualTo(new Ruling.Accepted(head, new Approved()));
    }

    @Test
    void who_has_approved_already_may_be_enough_once_others_may_stand_in() {
        var requirement = Requirement.of(
                new Quorum(
                        1,
                        List.of("risk"),
                        false,
                        Optional.of(new Escalation(Optional.of(Duration.ofHours(8)), List.of("heads")))),
                new Quorum(1, "ml-leads"));
        var reviews = new Review[] {
            review("bob", Verdict.APPROVED, "heads", "ml-leads"), review("cid", Verdict.APPROVED, "ml-leads")
        };

        assertThat(ReviewRules.state(hold(new Pending(), requirement, Optional.empty(), Duration.ofHours(7), reviews)))
                .isEqualTo(new Pending());
        assertThat(ReviewRules.state(hold(new Pending(), requirement, Optional.empty(), Duration.ofHours(8), reviews)))
                .isEqualTo(new Approved());
    }

    @Test
    void as_many_denials_as_the_rules_say_end_it() {
        var hold = hold(new Pending(), RISK.denials(2), review("bob", Verdict.REJECTED, "risk"));

        assertThat(ReviewRules.state(hold)).isEqualTo(new Pending());
        assertThat(((Ruling.Accepted) ReviewRules.review(hold, review("cid", Verdict.REJECTED, "risk"), NOBODY))
                        .state())
                .isEqualTo(new Rejected());
    }

    @Test
    void what_was_released_in_an_emergency_is_ratified_by_others_than_who_did_it() {
        var hold = hold(new Released(), RISK, Optional.of(glass(BreakGlass.State.OPEN)), Duration.ofSeconds(1));

        assertThat(problem(ReviewRules.review(hold, review("eve", Verdict.APPROVED, "risk"), NOBODY)))
                .contains(Problem.NOT_ENTITLED);
        assertThat(problem(ReviewRules.review(hold, review("ann", Verdict.APPROVED, "risk"), NOBODY)))
                .contains(Problem.OWN_REQUEST);
        assertThat(ratified(hold, Verdict.APPROVED)).isEqualTo(BreakGlass.State.RATIFIED);
        assertThat(ratified(hold, Verdict.REJECTED)).isEqualTo(BreakGlass.State.REVOKED);
    }

    private static BreakGlass.State ratified(Hold hold, Verdict verdict) {
        return ((Ruling.Ratified) ReviewRules.review(hold, review("bob", verdict, "risk"), NOBODY)).state();
    }

    @Test
    void what_was_changed_behind_the_gateway_is_not_reviewed() {
        var hold = hold(new Pending(), RISK).tampered();

        assertThat(problem(ReviewRules.review(hold, review("bob", Verdict.APPROVED, "risk"), NOBODY)))
                .contains(Problem.TAMPERED);
        assertThat(problem(ReviewRules.breakGlass(hold, glass(BreakGlass.State.OPEN))))
                .contains(Problem.TAMPERED);
    }

    private static Hold after(Requirement requirement, Duration time) {
        return hold(new Pending(), requirement, Optional.empty(), time);
    }

    private static Optional<Problem> problem(Ruling ruling) {
        return ruling instanceof Ruling.Refused(var problem, var _) ? Optional.of(problem) : Optional.empty();
    }
}
