package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the values that components of one fact are compared with: that they are of its type, and that something can meet all of them. */
final class LiteralCheck {
    private static final Pattern COMPARED = Pattern.compile(
            "^\\s*(?:\\$\\w+\\s*:=?\\s*)?([a-z]\\w*)\\s*(==|!=|<=|>=|<|>|(?:not\\s+)?in\\b|(?:not\\s+)?matches\\b)\\s*(.+?)\\s*$",
            Pattern.DOTALL);
    private static final Pattern CONSTANT = Pattern.compile("([A-Z]\\w*)\\.([A-Za-z_]\\w*)");

    private final Problems problems;
    private final String fact;
    private final Map<String, String> equal = new HashMap<>();
    private final Map<String, Double> above = new HashMap<>();
    private final Map<String, Double> below = new HashMap<>();

    /** For one pattern. */
    LiteralCheck(Problems problems, String fact) {
        this.problems = problems;
        this.fact = fact;
    }

    /** @param rule where the constraint is looked for, from {@code line} on */
    void check(String constraint, int line, RuleLines rule) {
        var parts = Texts.split(constraint, "&&|\\|\\|");
        for (var part : parts) {
            var compared = COMPARED.matcher(part);
            if (compared.matches()) {
                var field = compared.group(1);
                var operator = compared.group(2).replaceAll("\\s+", " ");
                FactModel.type(fact, field)
                        .ifPresent(type -> compared(
                                new Compared(field, operator, compared.group(3), type, line, rule), parts.size() == 1));
            }
        }
    }

    /** One component, and what it is compared with. */
    private record Compared(String field, String operator, String value, Class<?> type, int line, RuleLines rule) {}

    private void compared(Compared compared, boolean alone) {
        if (compared.operator().endsWith("in")) {
            var list = compared.value().strip().replaceAll("^\\(|\\)$", "");
            Texts.split(list, ",").forEach(value -> type(compared, value.strip()));
        } else if (!compared.operator().endsWith("matches")) {
            type(compared, compared.value());
            if (alone) {
                possible(compared);
            }
        }
    }

    private void type(Compared compared, String value) {
        var literal = Literal.of(value);
        if (literal.isPresent() && !literal.get().fits(compared.type())) {
            problem(
                    Mistake.WRONG_TYPE,
                    compared,
                    compared.field() + " of " + fact + " is " + Literal.name(compared.type()) + ", and " + value
                            + " is " + literal.get().word(),
                    "write " + Literal.example(compared.type()));
        }
        var constant = CONSTANT.matcher(value);
        if (constant.matches()
                && compared.type().isEnum()
                && constant.group(1).equals(compared.type().getSimpleName())) {
            var known = Arrays.stream(compared.type().getEnumConstants())
                    .map(Object::toString)
                    .toList();
            if (!known.contains(constant.group(2))) {
                problem(
                        Mistake.UNKNOWN_CONSTANT,
                        compared,
                        constant.group(1) + " has no " + constant.group(2),
                        Suggestion.of(constant.group(2), known));
            }
        }
    }

    /** Whether something can be what all the constraints of the pattern so far say. */
    private void possible(Compared compared) {
        var field = compared.field();
        var value = compared.value();
        if (compared.operator().equals("==") && Literal.of(value).isPresent()) {
            Optional.ofNullable(equal.put(field, value))
                    .filter(before -> !before.equals(value))
                    .ifPresent(before -> never(compared, field + " cannot be " + before + " and " + value));
        }
        Literal.number(value).ifPresent(number -> {
            switch (compared.operator()) {
                case ">", ">=" -> above.merge(field, number, Math::max);
                case "<", "<=" -> below.merge(field, number, Math::min);
                default -> {}
            }
            var least = above.get(field);
            var most = below.get(field);
            if (least != null && most != null && least > most) {
                never(compared, field + " cannot be above " + least + " and below " + most);
            }
        });
    }

    private void never(Compared compared, String what) {
        problem(
                Mistake.NEVER_TRUE,
                compared,
                what + ", so that the rule never speaks",
                "alternatives are two rules, or in ( )");
    }

    private void problem(Mistake mistake, Compared compared, String what, String how) {
        problems.add(mistake, compared.line(), compared.rule().end(), compared.field(), what, how);
    }
}
