package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.EvalDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.FromDescr;
import org.drools.drl.ast.descr.PatternDescr;

/** Checks a rule's condition against the fact model, and that it does nothing but look. */
final class ConditionCheck {
    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern FIELD = Pattern.compile("^\\s*(?:\\$?\\w+\\s*:=?\\s*)?([a-z]\\w*)\\s*(?![\\w(.])");
    private static final Pattern TYPE = Pattern.compile("(?<![\\w.$])([A-Z]\\w*)\\s*\\.");
    private static final Pattern WRITES = Pattern.compile("(?<![=!<>])=(?![=~])|\\+\\+|--");
    private static final Pattern FORBIDDEN = Pattern.compile(
            "(?<![$\\w])(new\\b|getClass\\b|class\\b|eval\\b|forName\\b|invoke\\b|java\\s*\\.|javax\\s*\\.|sun\\s*\\.|jdk\\s*\\.|org\\s*\\.|com\\s*\\.|io\\s*\\.)");

    private final String file;
    private final List<Diagnostic> problems;
    private final Set<String> reads;

    /** @param reads takes the names of the facts that are matched */
    ConditionCheck(String file, List<Diagnostic> problems, Set<String> reads) {
        this.file = file;
        this.problems = problems;
        this.reads = reads;
    }

    void check(BaseDescr element) {
        switch (element) {
            case EvalDescr eval ->
                problem(eval, "eval is not allowed in a policy", "write the constraint in the pattern");
            case AccumulateDescr accumulate -> accumulate(accumulate);
            case ForallDescr forall -> forall.getDescrs().forEach(this::check);
            case CollectDescr collect -> check(collect.getInputPattern());
            case FromDescr from -> problem(from, "from is not allowed in a policy", "match the fact itself");
            case PatternDescr pattern -> pattern(pattern);
            case ConditionalElementDescr group -> group.getDescrs().forEach(d -> check((BaseDescr) d));
            default -> problem(element, "this kind of condition is not allowed in a policy", "match facts");
        }
    }

    private void accumulate(AccumulateDescr accumulate) {
        if (!accumulate.isExternalFunction()) {
            problem(
                    accumulate,
                    "an accumulate with code of its own is not allowed",
                    "use count, sum, min, max or average");
        }
        check(accumulate.getInput());
        accumulate.getFunctions().forEach(f -> List.of(f.getParams()).forEach(p -> expression(accumulate, p)));
    }

    private void pattern(PatternDescr pattern) {
        if (pattern.getSource() != null) {
            check(pattern.getSource());
            return;
        }
        var type = pattern.getObjectType();
        var components = FactModel.components(type);
        if (components.isEmpty()) {
            problem(pattern, "unknown fact " + type, Suggestion.of(type, FactModel.names()));
            return;
        }
        reads.add(type);
        for (var constraint : pattern.getConstraint().getDescrs()) {
            if (constraint instanceof ExprConstraintDescr expr) {
                field(expr, type, components.get());
                expression(expr, expr.getExpression());
            }
        }
    }

    private void field(ExprConstraintDescr constraint, String type, List<String> components) {
        var text = STRING.matcher(constraint.getExpression()).replaceAll("\"\"");
        var matcher = FIELD.matcher(text);
        if (matcher.find()
                && !components.contains(matcher.group(1))
                && !Set.of("this", "not", "true", "false", "null").contains(matcher.group(1))) {
            problem(
                    constraint,
                    "unknown field '" + matcher.group(1) + "' of " + type,
                    Suggestion.of(matcher.group(1), components));
        }
    }

    private void expression(BaseDescr where, String expression) {
        var text = STRING.matcher(expression).replaceAll("\"\"");
        var forbidden = FORBIDDEN.matcher(text);
        if (forbidden.find()) {
            problem(
                    where,
                    forbidden.group(1).strip() + " is not allowed in a condition",
                    "compare components of facts");
        }
        if (WRITES.matcher(text).find()) {
            problem(where, "a condition may not assign", "compare with ==");
        }
        var types = TYPE.matcher(text);
        while (types.find()) {
            if (!Dialect.TYPES.contains(types.group(1)) && !FactModel.names().contains(types.group(1))) {
                problem(
                        where,
                        "the type " + types.group(1) + " is not allowed in a policy",
                        "compare components of facts");
            }
        }
    }

    private void problem(BaseDescr where, String what, String how) {
        problems.add(new Diagnostic(file, Math.max(1, where.getLine()), Math.max(0, where.getColumn()), what, how));
    }
}
