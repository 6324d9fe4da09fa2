package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.EvalDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.FromDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;

/** Checks a rule's condition against the fact model, and that it does nothing but look. */
final class ConditionCheck {
    private static final Pattern FIELD = Pattern.compile("^\\s*(?:\\$?\\w+\\s*:=?\\s*)?([a-z]\\w*)\\s*(?![\\w(.])");
    private static final Pattern TYPE = Pattern.compile("(?<![\\w.$])([A-Z]\\w*)\\s*\\.");
    private static final Pattern WRITES = Pattern.compile("(?<![=!<>])=(?![=~])|\\+\\+|--");
    private static final Pattern FORBIDDEN = Pattern.compile(
            "(?<![$\\w])(new\\b|getClass\\b|class\\b|eval\\b|forName\\b|invoke\\b|java\\s*\\.|javax\\s*\\.|sun\\s*\\.|jdk\\s*\\.|org\\s*\\.|com\\s*\\.|io\\s*\\.)");

    private static final Pattern PATH = Pattern.compile("^\\s*(?:\\$?\\w+\\s*:=?\\s*)?\\??/(?![/*])");

    /** In so many ways a condition may be met: the engine writes each of them out as a rule. */
    private static final long MOST_WAYS = 64;

    private final Problems problems;
    private final RuleLines rule;
    private final Collection<String> reads;
    private final Map<String, String> bound = new HashMap<>();
    private final ExpressionCheck expressions;

    /** @param reads takes the names of the facts that are matched, once for each pattern */
    ConditionCheck(Problems problems, RuleLines rule, Collection<String> reads) {
        this.problems = problems;
        this.rule = rule;
        this.reads = reads;
        this.expressions = new ExpressionCheck(problems, rule);
    }

    /** The facts that are bound to names, by name; complete once the condition was checked. */
    Map<String, String> bound() {
        return bound;
    }

    /** Checks the whole condition. */
    void check(AndDescr condition) {
        if (ways(condition) > MOST_WAYS) {
            var what = "the condition can be met in more than " + MOST_WAYS + " ways";
            forbidden(condition, "or", what, "write some of them as rules of their own");
            return;
        }
        check((BaseDescr) condition);
    }

    private static long ways(Object element) {
        return switch (element) {
            case OrDescr or ->
                or.getDescrs().stream().mapToLong(ConditionCheck::ways).sum();
            case ConditionalElementDescr group ->
                group.getDescrs().stream()
                        .mapToLong(ConditionCheck::ways)
                        .reduce(1, (one, other) -> Math.min(one * other, MOST_WAYS + 1));
            default -> 1;
        };
    }

    private void check(BaseDescr element) {
        switch (element) {
            case EvalDescr eval ->
                forbidden(eval, "eval", "eval is not allowed in a policy", "write the constraint in the pattern");
            case AccumulateDescr accumulate -> accumulate(accumulate);
            case ForallDescr forall -> forall.getDescrs().forEach(this::check);
            case CollectDescr collect -> check(collect.getInputPattern());
            case FromDescr from -> forbidden(from, "from", "from is not allowed in a policy", "match the fact itself");
            case PatternDescr pattern -> pattern(pattern);
            case ConditionalElementDescr group -> group.getDescrs().forEach(d -> check((BaseDescr) d));
            default -> forbidden(element, "", "this kind of condition is not allowed in a policy", "match facts");
        }
    }

    private void accumulate(AccumulateDescr accumulate) {
        if (!accumulate.isExternalFunction()) {
            forbidden(
                    accumulate,
                    "accumulate",
                    "an accumulate with code of its own is not allowed",
                    "use count, sum, min, max or average");
        }
        check(accumulate.getInput());
        accumulate.getFunctions().forEach(f -> List.of(f.getParams()).forEach(p -> expression(accumulate, p)));
    }

    private void pattern(PatternDescr pattern) {
        if (pattern.getSource() != null) {
            check(pattern.getSource());
            pattern.getConstraint().getDescrs().stream()
                    .filter(ExprConstraintDescr.class::isInstance)
                    .map(constraint -> ((ExprConstraintDescr) constraint).getExpression())
                    .forEach(constraint -> result(pattern, constraint));
            return;
        }
        var type = pattern.getObjectType();
        var components = FactModel.components(type);
        if (components.isEmpty()) {
            problem(
                    Mistake.UNKNOWN_FACT,
                    pattern,
                    type,
                    "unknown fact " + type,
                    Suggestion.of(type, FactModel.names()));
            return;
        }
        reads.add(type);
        Optional.ofNullable(pattern.getIdentifier()).ifPresent(name -> bound.put(name, type));
        var literals = new LiteralCheck(problems, type);
        for (var constraint : pattern.getConstraint().getDescrs()) {
            if (constraint instanceof ExprConstraintDescr expr) {
                field(expr, type, components.get());
                expression(expr, expr.getExpression());
                literals.check(expr.getExpression(), line(expr), rule);
                new FunctionCheck(problems, FactModel.questions(type))
                        .check(expr.getExpression(), line(expr), rule.end());
            }
        }
    }

    /** A constraint on what an accumulate comes to. Over two of its results Drools takes one, and says nothing, and means nothing. */
    private void result(PatternDescr pattern, String constraint) {
        expression(pattern, constraint);
        var results = pattern.getSource() instanceof AccumulateDescr accumulate
                ? accumulate.getFunctions().stream()
                        .map(function -> String.valueOf(function.getBind()))
                        .filter(name -> Texts.withoutStrings(constraint).matches("(?s).*\\Q" + name + "\\E\\b.*"))
                        .toList()
                : List.<String>of();
        if (results.size() > 1) {
            var what = "two results of an accumulate cannot be compared with one another";
            forbidden(pattern, results.getFirst(), what, "compare them in the consequence, with if");
        }
    }

    private void field(ExprConstraintDescr constraint, String type, List<String> components) {
        var text = Texts.withoutStrings(constraint.getExpression());
        var matcher = FIELD.matcher(text);
        if (matcher.find()
                && !components.contains(matcher.group(1))
                && !Set.of("this", "not", "true", "false", "null").contains(matcher.group(1))) {
            problem(
                    Mistake.UNKNOWN_FIELD,
                    constraint,
                    matcher.group(1),
                    "unknown field '" + matcher.group(1) + "' of " + type,
                    Suggestion.of(matcher.group(1), components));
        }
    }

    private void expression(BaseDescr where, String expression) {
        expressions.check(expression, line(where));
        if (PATH.matcher(expression).find()) {
            forbidden(where, "/", "a path is not allowed in a condition", "compare components of facts");
        }
        var text = Texts.withoutStrings(expression);
        var forbidden = FORBIDDEN.matcher(text);
        if (forbidden.find()) {
            forbidden(
                    where,
                    forbidden.group(1).strip(),
                    forbidden.group(1).strip() + " is not allowed in a condition",
                    "compare components of facts");
        }
        if (WRITES.matcher(text).find()) {
            forbidden(where, "=", "a condition may not assign", "compare with ==");
        }
        var types = TYPE.matcher(text);
        while (types.find()) {
            if (!Dialect.TYPES.contains(types.group(1)) && !FactModel.names().contains(types.group(1))) {
                forbidden(
                        where,
                        types.group(1),
                        "the type " + types.group(1) + " is not allowed in a policy",
                        "compare components of facts");
            }
        }
    }

    private void forbidden(BaseDescr where, String word, String what, String how) {
        problem(Mistake.FORBIDDEN, where, word, what, how);
    }

    private void problem(Mistake mistake, BaseDescr where, String word, String what, String how) {
        problems.add(mistake, line(where), rule.end(), word, what, how);
    }

    private int line(BaseDescr where) {
        return Math.max(rule.begin(), where.getLine());
    }
}
