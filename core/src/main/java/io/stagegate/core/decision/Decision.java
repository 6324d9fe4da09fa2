package io.stagegate.core.decision;

import io.stagegate.core.watch.WatchPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The findings combined: deny over hold over permit. Indeterminate is what a decision is when it could not be made; it
 * is enforced as a refusal and never as a permit.
 */
public sealed interface Decision extends Conclusion {

    /** It may be forwarded. */
    record Permit(Grounds grounds) implements Decision {}

    /** It waits until the requirement is met. */
    record Hold(Grounds grounds, Requirement requirement) implements Decision {}

    /** It is refused. */
    record Deny(Grounds grounds) implements Decision {}

    /** @param why what kept the rules from deciding, fit for people */
    record Indeterminate(Grounds grounds, String why) implements Decision {}

    /**
     * Why it was decided so.
     *
     * @param findings what the rules said, in the order of rule id
     * @param risk the sum of the risk points, never negative
     * @param policy digest of the policy set, {@code sha256:...}
     */
    record Grounds(List<Finding> findings, int risk, String policy) {
        public Grounds {
            findings = List.copyOf(findings);
        }
    }

    @Override
    default String word() {
        return switch (this) {
            case Permit _ -> "permit";
            case Hold _ -> "hold";
            case Deny _ -> "deny";
            case Indeterminate _ -> "indeterminate";
        };
    }

    @Override
    default List<Finding> decisive() {
        return grounds().findings().stream()
                .filter(Finding::enforced)
                .filter(f -> switch (this) {
                    case Permit _ -> f.effect() instanceof Effect.Permit;
                    case Hold _ -> f.effect() instanceof Effect.Hold;
                    case Deny _ -> f.effect() instanceof Effect.Deny;
                    case Indeterminate _ -> false;
                })
                .toList();
    }

    /** For how long and by what that which is decided on is to be watched once it is applied; not at all where no rule asks for it. */
    default Optional<WatchPlan> watch() {
        return grounds().findings().stream()
                .filter(Finding::enforced)
                .flatMap(f -> f.effect() instanceof Effect.Watch(var plan) ? Stream.of(plan) : Stream.empty())
                .reduce(WatchPlan::and);
    }

    /** Whether it would be stricter if a finding counted that does not: one that only warns, or is recorded only. */
    default boolean stricterWith(Finding finding) {
        return !finding.enforced()
                && switch (this) {
                    case Permit _ -> finding.effect() instanceof Effect.Deny || finding.effect() instanceof Effect.Hold;
                    case Hold(var _, var requirement) ->
                        switch (finding.effect()) {
                            case Effect.Deny() -> true;
                            case Effect.Hold(var more) -> !requirement.and(more).equals(requirement);
                            case Effect.Warn _,
                                    Effect.Permit _,
                                    Effect.Points _,
                                    Effect.Watch _,
                                    Effect.Restore _,
                                    Effect.Ask _,
                                    Effect.Tell _ -> false;
                        };
                    case Deny _, Indeterminate _ -> false;
                };
    }

    /**
     * The strictest of the decisions on the targets of one promotion, with the findings of all of them and the highest
     * risk. A definite deny is stricter than not knowing.
     *
     * @throws IllegalArgumentException for no decisions: nothing decided is nothing permitted
     */
    static Decision strictest(List<Decision> decisions) {
        var worst = decisions.stream()
                .max(Comparator.comparingInt(Decision::strictness))
                .orElseThrow(() -> new IllegalArgumentException("no decision to combine"));
        var findings = new ArrayList<Finding>();
        decisions.forEach(d -> d.grounds().findings().stream()
                .filter(f -> !findings.contains(f))
                .forEach(findings::add));
        var risk = decisions.stream().mapToInt(d -> d.grounds().risk()).max().orElse(0);
        var grounds = new Grounds(findings, risk, worst.grounds().policy());
        return switch (worst) {
            case Permit _ -> new Permit(grounds);
            case Deny _ -> new Deny(grounds);
            case Indeterminate(var _, var why) -> new Indeterminate(grounds, why);
            case Hold _ ->
                new Hold(
                        grounds,
                        decisions.stream()
                                .filter(Hold.class::isInstance)
                                .map(d -> ((Hold) d).requirement())
                                .reduce(Requirement::and)
                                .orElseThrow());
        };
    }

    private static int strictness(Decision decision) {
        return switch (decision) {
            case Permit _ -> 0;
            case Hold _ -> 1;
            case Indeterminate _ -> 2;
            case Deny _ -> 3;
        };
    }
}
