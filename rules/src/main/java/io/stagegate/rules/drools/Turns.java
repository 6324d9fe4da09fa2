package io.stagegate.rules.drools;

import io.stagegate.core.decision.Decision;
import io.stagegate.core.decision.DecisionPoint;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Metric;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Version;
import io.stagegate.rules.explain.Explanation.Turn;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/**
 * Looks for single values that would turn a decision, by deciding again with other ones: so it is true whatever the rules look like. A
 * decision that is no permit is looked at for what would make it milder, a permit for what would make it stricter.
 */
final class Turns {
    private static final int MOST_FIGURES = 50;
    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Duration AHEAD = Duration.ofDays(31);

    private final DecisionPoint policy;
    private final List<Fact> facts;
    private final Decision decision;

    Turns(DecisionPoint policy, List<Fact> facts, Decision decision) {
        this.policy = policy;
        this.facts = facts;
        this.decision = decision;
    }

    List<Turn> find() {
        if (decision instanceof Decision.Indeterminate) {
            return List.of();
        }
        var figures = facts.stream()
                .filter(f -> f instanceof Metric m && m.of() == Version.CANDIDATE)
                .map(Metric.class::cast)
                .limit(MOST_FIGURES)
                .flatMap(this::figure);
        var times = facts.stream()
                .filter(Promotion.class::isInstance)
                .map(Promotion.class::cast)
                .flatMap(p -> time(p).stream());
        return Stream.concat(figures, times).toList();
    }

    private Stream<Turn> figure(Metric metric) {
        DoubleFunction<Decision> at = value -> policy.decide(
                with(metric, new Metric(metric.of(), metric.name(), value, metric.dataset(), metric.at())));
        var start = Double.isFinite(metric.value()) ? metric.value() : 0;
        return Stream.of(1, -1)
                .flatMap(direction ->
                        limit(at, start, direction).map(limit -> turn(metric, at, limit, direction)).stream());
    }

    /** The nearest value in a direction with which it would be decided otherwise; between it and the start all is as it is. */
    private Optional<Double> limit(DoubleFunction<Decision> at, double start, int direction) {
        var near = start;
        for (var step = Math.max(1, Math.abs(start)) * 1e-6; step < 1e9; step *= 2) {
            var far = start + direction * step;
            if (turns(at.apply(far))) {
                return Optional.of(between(near, far, value -> turns(at.apply(value))));
            }
            near = far;
        }
        return Optional.empty();
    }

    private static double between(double not, double turned, DoublePredicate turns) {
        var low = not;
        var high = turned;
        for (var i = 0; i < 60; i++) {
            var middle = (low + high) / 2;
            if (turns.test(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private Turn turn(Metric metric, DoubleFunction<Decision> at, double limit, int direction) {
        var round = round(limit);
        var included = turns(at.apply(round));
        var sign = (direction > 0 ? ">" : "<") + (included ? "=" : "");
        var name = metric.name() + (metric.dataset().isEmpty() ? "" : " on " + metric.dataset());
        return new Turn(at.apply(limit).word(), name + " " + sign + " " + text(round), text(metric.value()));
    }

    /** The value with the fewest digits that is as good as the same. */
    private static double round(double value) {
        var tolerance = Math.max(1, Math.abs(value)) * 1e-9;
        for (var digits = 0; digits < 12; digits++) {
            var rounded = BigDecimal.valueOf(value)
                    .setScale(digits, RoundingMode.HALF_EVEN)
                    .doubleValue();
            if (Math.abs(rounded - value) <= tolerance) {
                return rounded;
            }
        }
        return value;
    }

    private static String text(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    /** The time from which it would be decided otherwise, looked for in steps; of a permit nobody asks when it ends. */
    private Optional<Turn> time(Promotion promotion) {
        if (decision instanceof Decision.Permit) {
            return Optional.empty();
        }
        for (var after = STEP; after.compareTo(AHEAD) <= 0; after = after.plus(STEP)) {
            var far = promotion.at().plus(after);
            if (turns(decided(promotion, far))) {
                var second = between(
                        (double) far.minus(STEP).getEpochSecond(),
                        (double) far.getEpochSecond(),
                        middle -> turns(decided(promotion, second(middle))));
                var from = second(second);
                return Optional.of(new Turn(
                        decided(promotion, from).word(),
                        "asked for from " + from + " on",
                        promotion.at().toString()));
            }
        }
        return Optional.empty();
    }

    private static Instant second(double epoch) {
        return Instant.ofEpochSecond((long) Math.ceil(epoch));
    }

    private Decision decided(Promotion promotion, Instant at) {
        var later = new Promotion(
                promotion.action(),
                promotion.operation(),
                promotion.upstream(),
                promotion.workspace(),
                promotion.model(),
                promotion.target(),
                promotion.environment(),
                at);
        return policy.decide(with(promotion, later));
    }

    private List<Fact> with(Fact old, Fact changed) {
        var out = new ArrayList<>(facts);
        out.set(out.indexOf(old), changed);
        return out;
    }

    private boolean turns(Decision other) {
        var by = Integer.compare(strictness(other), strictness(decision));
        return decision instanceof Decision.Permit ? by > 0 : by < 0;
    }

    private static int strictness(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> 0;
            case Decision.Hold _ -> 1;
            case Decision.Deny _, Decision.Indeterminate _ -> 2;
        };
    }
}
