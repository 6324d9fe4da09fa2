package io.stagegate.gateway.hold;

import static io.stagegate.gateway.hold.Held.glass;
import static io.stagegate.gateway.hold.Held.hold;
import static io.stagegate.gateway.hold.Held.names;
import static io.stagegate.gateway.hold.Held.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.Review.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state of a hold with every event: what people do, and what follows from the facts alone. */
class StatesTest {
    private static final Requirement ONE = Requirement.of(new Quorum(1, "*"));
    private static final Requirement TWO = Requirement.of(new Quorum(2, "*"));

    /** Rows: what happens. Columns: where it happens. A cell: the state after it; {@code -} is refused, {@code =} unchanged. */
    private static final String TABLE = """
            event                         | pending   | approved  | released  | rejected  | denied    | expired   | cancelled
            last approval                 | approved  | =         | -         | -         | -         | -         | -
            one of two approvals          | =         | pending   | -         | -         | -         | -         | -
            rejection                     | rejected  | rejected  | -         | -         | -         | -         | -
            first of two rejections       | =         | pending   | -         | -         | -         | -         | -
            own approval                  | -         | -         | -         | -         | -         | -         | -
            approval of another digest    | -         | -         | -         | -         | -         | -         | -
            cancel by its requester       | cancelled | cancelled | -         | -         | -         | -         | -
            cancel by another             | -         | -         | -         | -         | -         | -         | -
            break glass                   | approved  | -         | -         | -         | -         | -         | -
            break glass of another digest | -         | -         | -         | -         | -         | -         | -
            approval after break glass    | approved  | =         | ratified  | -         | -         | -         | -
            rejection after break glass   | rejected  | rejected  | revoked   | -         | -         | -         | -
            nothing                       | =         | pending   | =         | =         | =         | =         | =
            quorum met                    | approved  | =         | =         | =         | =         | =         | =
            """;

    private final Map<String, Function<HoldState, String>> events = new LinkedHashMap<>();

    StatesTest() {
        events.put("last approval", s -> said(s, ONE, approval("bob")));
        events.put("one of two approvals", s -> said(s, TWO, approval("bob")));
        events.put("rejection", s -> said(s, ONE, review("bob", Verdict.REJECTED)));
        events.put("first of two rejections", s -> said(s, ONE.denials(2), review("bob", Verdict.REJECTED)));
        events.put("own approval", s -> said(s, ONE, approval("ann")));
        events.put("approval of another digest", s -> said(s, ONE, other()));
        events.put("cancel by its requester", s -> word(s, ReviewRules.cancel(hold(s, ONE), "ann")));
        events.put("cancel by another", s -> word(s, ReviewRules.cancel(hold(s, ONE), "bob")));
        events.put("break glass", s -> word(s, ReviewRules.breakGlass(hold(s, ONE), glass(BreakGlass.State.OPEN))));
        events.put(
                "break glass of another digest",
                s -> word(
                        s,
                        ReviewRules.breakGlass(
                                hold(s, ONE),
                                new BreakGlass(
                                        0,
                                        "eve",
                                        "",
                                        "sha256:earlier",
                                        Held.OPENED,
                                        Held.OPENED,
                                        BreakGlass.State.OPEN))));
        events.put("approval after break glass", s -> broken(s, Verdict.APPROVED));
        events.put("rejection after break glass", s -> broken(s, Verdict.REJECTED));
        events.put("nothing", s -> word(s, ReviewRules.state(hold(s, ONE))));
        events.put("quorum met", s -> word(s, ReviewRules.state(hold(s, ONE, approval("bob")))));
    }

    @Test
    void every_event_in_every_state_comes_out_as_the_table_says() {
        var lines = TABLE.lines().map(l -> l.strip().split("\\s*\\|\\s*")).toList();
        var states = Arrays.asList(lines.getFirst()).subList(1, 8);
        assertThat(lines.stream().skip(1).map(l -> l[0])).containsExactlyElementsOf(events.keySet());
        for (var line : lines.subList(1, lines.size())) {
            for (var column = 0; column < states.size(); column++) {
                var from = HoldState.of(states.get(column)).orElseThrow();
                assertThat(events.getOrDefault(line[0], _ -> "no such event").apply(from))
                        .as("%s in state %s", line[0], from.word())
                        .isEqualTo(line[column + 1]);
            }
        }
    }

    /** The transitions that the types allow are just those of the database's table, which {@code HoldsTest} tries. */
    @Test
    void the_types_allow_what_the_database_allows() {
        assertThat(transitions())
                .containsExactly(
                        "approved cancelled",
                        "approved denied",
                        "approved expired",
                        "approved pending",
                        "approved rejected",
                        "approved released",
                        "pending approved",
                        "pending cancelled",
                        "pending expired",
                        "pending rejected");
    }

    private static SortedSet<String> transitions() {
        return Stream.of(HoldState.class.getPermittedSubclasses())
                .flatMap(from -> Arrays.stream(from.getDeclaredMethods())
                        .map(m -> m.getReturnType())
                        .filter(HoldState.class::isAssignableFrom)
                        .map(to -> (from.getSimpleName() + " " + to.getSimpleName()).toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String said(HoldState state, Requirement requirement, Review review) {
        return word(state, ReviewRules.review(hold(state, requirement), review, names("nobody")));
    }

    private static String broken(HoldState state, Verdict verdict) {
        var hold = hold(state, ONE, Optional.of(glass(BreakGlass.State.OPEN)), Duration.ofSeconds(1));
        var ruling = ReviewRules.review(hold, review("bob", verdict), names("nobody"));
        return ruling instanceof Ruling.Ratified(var _, var _, var after) ? after.word() : word(state, ruling);
    }

    private static Review approval(String person) {
        return review(person, Verdict.APPROVED);
    }

    private static Review other() {
        return new Review("bob", Set.of(), Verdict.APPROVED, "", "sha256:earlier", Held.OPENED);
    }

    private static String word(HoldState before, Ruling ruling) {
        return switch (ruling) {
            case Ruling.Accepted(var _, var after) -> word(before, after);
            case Ruling.Moved(var after) -> word(before, after);
            case Ruling.Broken(var _, var after) -> word(before, after);
            case Ruling.Ratified(var _, var _, var after) -> after.word();
            case Ruling.Refused _ -> "-";
        };
    }

    private static String word(HoldState before, HoldState after) {
        return before.equals(after) ? "=" : after.word();
    }
}
