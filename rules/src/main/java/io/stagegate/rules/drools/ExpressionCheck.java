package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks what the expressions of one rule's condition call, match with, and make of what they are given. */
final class ExpressionCheck {
    /** So many times as long as what it is made of a value may be. */
    static final int MOST = 1_000;

    private static final String TEXT = "(\"(?:\\\\.|[^\"\\\\])*\")";
    private static final Pattern CALL = Pattern.compile("(\\.\\s*)?\\b(\\w+)\\s*\\(\\s*(?:" + TEXT + "\\s*(?=[,)]))?");
    private static final Pattern MATCHES =
            Pattern.compile("([\\w$]+)\\s+(?:not\\s+)?matches\\b\\s*(?:" + TEXT + "\\s*(?![\\s+.]))?");
    private static final Pattern NAME = Pattern.compile("\\$?\\b[A-Za-z_]\\w*");
    private static final Pattern BOUND = Pattern.compile("^\\s*(\\$\\w+)\\s*:=?(?!:)");

    private final Problems problems;
    private final RuleLines rule;
    private final Map<String, Integer> weights = new HashMap<>();

    ExpressionCheck(Problems problems, RuleLines rule) {
        this.problems = problems;
        this.rule = rule;
    }

    void check(String expression, int line) {
        var bare = Texts.withoutStrings(expression);
        var matches = MATCHES.matcher(expression);
        while (matches.find()) {
            if (bare.startsWith("matches", bare.indexOf("matches", matches.start(1)))) {
                regex(matches.group(1), Optional.ofNullable(matches.group(2)), line);
            }
        }
        var calls = CALL.matcher(expression);
        while (calls.find()) {
            var written = bare.regionMatches(
                    calls.start(2), calls.group(2), 0, calls.group(2).length());
            if (written && calls.group(1) != null) {
                call(calls.group(2), Optional.ofNullable(calls.group(3)).map(Literal::text), line);
            }
        }
        weigh(bare, line);
    }

    private void regex(String field, Optional<String> written, int line) {
        if (written.isEmpty()) {
            problems.add(
                    Mistake.BAD_REGEX,
                    line,
                    rule.end(),
                    field,
                    "a regular expression is to be written out: what comes from a fact can be made to take any time",
                    "write it in \" \", or compare with ==");
        }
        written.flatMap(text -> Calls.regex(Literal.text(text)))
                .ifPresent(what ->
                        problems.add(Mistake.BAD_REGEX, line, rule.end(), field, what, Calls.instead(what, field, "")));
    }

    private void call(String name, Optional<String> text, int line) {
        Calls.problem(name, text).ifPresent(what -> {
            var how = Calls.instead(what, name, "compare components of facts");
            problems.add(Calls.mistake(what), line, rule.end(), name, what, how);
        });
    }

    /** What is bound to a name may be used for what is bound to the next one: by turns, that makes much of little. */
    private void weigh(String bare, int line) {
        var binding = BOUND.matcher(bare);
        var bound = binding.find() ? binding.group(1) : "";
        var weight = NAME.matcher(bare.substring(bound.isEmpty() ? 0 : binding.end()))
                .results()
                .mapToInt(name -> weights.getOrDefault(name.group(), 1))
                .sum();
        if (weight > MOST) {
            problems.add(
                    Mistake.FORBIDDEN,
                    line,
                    rule.end(),
                    bound,
                    "this makes something of more than " + MOST + " parts",
                    "compare components of facts");
        }
        if (!bound.isEmpty()) {
            weights.put(bound, Math.min(weight, MOST + 1));
        }
    }
}
