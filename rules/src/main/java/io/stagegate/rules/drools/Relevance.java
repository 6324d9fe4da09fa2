package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Drift;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Promotion;
import io.stagegate.core.evidence.Restore;
import io.stagegate.core.evidence.Watch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * Which decisions a rule can have a part in, as far as the constants tell that it compares components of {@code Promotion},
 * {@code Restore}, {@code Watch} and {@code Drift} with. A rule whose condition says nothing of the kind can have a part in all of them.
 *
 * @param asked what is asked of these facts; there must be a fact for each
 */
record Relevance(List<Asked> asked) {
    private static final Map<String, Function<Promotion, String>> PROMOTION = Map.of(
            "action",
            promotion -> promotion.action().name(),
            "operation",
            Promotion::operation,
            "upstream",
            Promotion::upstream,
            "workspace",
            Promotion::workspace,
            "model",
            Promotion::model,
            "target",
            Promotion::target,
            "environment",
            Promotion::environment);
    private static final Map<String, Function<Restore, String>> RESTORE = Map.of(
            "upstream",
            Restore::upstream,
            "workspace",
            Restore::workspace,
            "model",
            Restore::model,
            "target",
            Restore::target,
            "environment",
            Restore::environment);
    private static final Map<String, Function<Watch, String>> WATCH = Map.of(
            "upstream",
            Watch::upstream,
            "workspace",
            Watch::workspace,
            "model",
            Watch::model,
            "target",
            Watch::target,
            "environment",
            Watch::environment);
    private static final Map<String, Function<Drift, String>> DRIFT = Map.of(
            "upstream",
            Drift::upstream,
            "workspace",
            Drift::workspace,
            "model",
            Drift::model,
            "target",
            Drift::target,
            "environment",
            Drift::environment);

    /** What is judged, and not decided on. */
    private static final Set<String> JUDGED = Set.of("Watch", "Drift");

    private static final Pattern EQUAL = Pattern.compile("\\s*(\\w+)\\s*==\\s*(\\S.*?)\\s*");
    private static final Pattern IN = Pattern.compile("\\s*(\\w+)\\s+in\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final Pattern ACTION = Pattern.compile("Action\\s*\\.\\s*(\\w+)");

    Relevance {
        asked = List.copyOf(asked);
    }

    /**
     * What one pattern asks.
     *
     * @param fact {@code Promotion}, {@code Restore}, {@code Watch} or {@code Drift}
     * @param values the constants that a component may be, by its name
     */
    record Asked(String fact, Map<String, Set<String>> values) {
        Asked {
            values = Map.copyOf(values);
        }

        private boolean met(Fact of) {
            return name(of).equals(fact)
                    && values.entrySet().stream()
                            .allMatch(entry -> entry.getValue()
                                    .contains(component(of, entry.getKey()).orElse("")));
        }
    }

    /** A rule's, from its condition. Only patterns that must be met count, not those within {@code not}, {@code or} and the like. */
    static Relevance of(ConditionalElementDescr condition) {
        return new Relevance(condition.getDescrs().stream()
                .filter(PatternDescr.class::isInstance)
                .map(PatternDescr.class::cast)
                .filter(pattern -> pattern.getSource() == null
                        && !components(pattern.getObjectType()).isEmpty())
                .map(Relevance::asked)
                .toList());
    }

    /** Whether the rule could speak over facts with these roots. Of what is judged only rules that match it speak. */
    boolean possible(List<? extends Fact> roots) {
        return matches(roots) && asked.stream().allMatch(one -> roots.stream().anyMatch(one::met));
    }

    /** Whether the rule is about facts with roots of these kinds. */
    boolean concerns(List<? extends Fact> roots) {
        return matches(roots)
                && asked.stream()
                        .allMatch(one ->
                                roots.stream().anyMatch(root -> name(root).equals(one.fact())));
    }

    private boolean matches(List<? extends Fact> roots) {
        return roots.stream()
                .filter(Relevance::judged)
                .allMatch(root -> asked.stream().anyMatch(one -> one.fact().equals(name(root))));
    }

    /** What the rule judges of, {@code Watch} or {@code Drift}; empty where it takes part in decisions. */
    Optional<String> judges() {
        return asked.stream().map(Asked::fact).filter(JUDGED::contains).findFirst();
    }

    private static String name(Fact fact) {
        return fact.getClass().getSimpleName();
    }

    /** Whether what rules make of it is a judgement. */
    static boolean judged(Fact fact) {
        return JUDGED.contains(name(fact));
    }

    /** Whether a fact is one of those that relevance is told from. */
    static boolean root(Fact fact) {
        return fact instanceof Promotion || fact instanceof Restore || judged(fact);
    }

    /** A component of such a fact as text; nothing where it has none of that name. */
    static Optional<String> component(Fact fact, String name) {
        return switch (fact) {
            case Promotion promotion -> Optional.ofNullable(PROMOTION.get(name)).map(read -> read.apply(promotion));
            case Restore restore -> Optional.ofNullable(RESTORE.get(name)).map(read -> read.apply(restore));
            case Watch watch -> Optional.ofNullable(WATCH.get(name)).map(read -> read.apply(watch));
            case Drift drift -> Optional.ofNullable(DRIFT.get(name)).map(read -> read.apply(drift));
            default -> Optional.empty();
        };
    }

    private static Set<String> components(String fact) {
        return switch (fact) {
            case "Promotion" -> PROMOTION.keySet();
            case "Restore" -> RESTORE.keySet();
            case "Watch" -> WATCH.keySet();
            case "Drift" -> DRIFT.keySet();
            default -> Set.of();
        };
    }

    /**
     * Of a constraint on such a fact, what it says that a component must be: the component's name with the constants that it may be. Empty
     * where it says something else.
     */
    static Optional<Map.Entry<String, Set<String>>> demanded(String fact, String constraint) {
        var values = new HashMap<String, Set<String>>();
        constants(constraint, components(fact), values);
        return values.entrySet().stream().findFirst();
    }

    /** Whether such facts are what relevance is told from. */
    static boolean root(String fact) {
        return !components(fact).isEmpty();
    }

    private static Asked asked(PatternDescr pattern) {
        var values = new HashMap<String, Set<String>>();
        var known = components(pattern.getObjectType());
        for (BaseDescr constraint : pattern.getConstraint().getDescrs()) {
            if (constraint instanceof ExprConstraintDescr expression) {
                constants(expression.getExpression(), known, values);
            }
        }
        return new Asked(pattern.getObjectType(), values);
    }

    /** What a constraint says a component must be; nothing of a constraint of any other form. */
    private static void constants(String expression, Set<String> known, Map<String, Set<String>> values) {
        var equal = EQUAL.matcher(expression);
        var in = IN.matcher(expression);
        if (equal.matches()) {
            constants(equal.group(1), List.of(equal.group(2)), known, values);
        } else if (in.matches()) {
            constants(in.group(1), List.of(in.group(2).split(",", -1)), known, values);
        }
    }

    private static void constants(
            String component, List<String> written, Set<String> known, Map<String, Set<String>> values) {
        var constants = written.stream()
                .map(value -> constant(component, value.strip()))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(HashSet::new));
        if (!known.contains(component) || constants.size() < written.size()) {
            return;
        }
        values.merge(component, constants, (one, other) -> {
            one.retainAll(other);
            return one;
        });
    }

    private static Optional<String> constant(String component, String value) {
        var matcher = (component.equals("action") ? ACTION : TEXT).matcher(value);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
