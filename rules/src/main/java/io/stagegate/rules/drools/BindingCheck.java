package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import io.stagegate.rules.Suggestion;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks that every name with {@code $} is bound where it is used, and used where it is bound. */
final class BindingCheck {
    private static final Pattern NAME = Pattern.compile("\\$\\w+");
    private static final Pattern BOUND = Pattern.compile("(\\$\\w+)\\s*:(?!:)");
    private static final Pattern LOCAL = Pattern.compile("\\b\\w+\\s+(\\$\\w+)\\s*=(?!=)");

    private final Problems problems;

    BindingCheck(Problems problems) {
        this.problems = problems;
    }

    /** @param consequence the text behind {@code then} */
    void check(RuleLines rule, String consequence) {
        var condition = Texts.bare(rule.condition());
        var then = Texts.bare(consequence);
        var bound = all(BOUND, condition, 1);
        var locals = all(LOCAL, then, 1);
        var known = new LinkedHashSet<>(bound);
        known.addAll(locals);
        var used = all(NAME, BOUND.matcher(condition).replaceAll(" : "), 0);
        used.addAll(all(NAME, then, 0));
        used.stream().filter(name -> !known.contains(name)).forEach(name -> unknown(rule, name, bound));
        bound.stream().filter(name -> !used.contains(name)).forEach(name -> unused(rule, name));
    }

    private void unknown(RuleLines rule, String name, Set<String> bound) {
        var how = bound.isEmpty() ? "bind it in the condition: " + name + " : Metric( )" : Suggestion.of(name, bound);
        problems.add(Mistake.UNKNOWN_BINDING, rule.begin(), rule.end(), name, name + " is bound nowhere", how);
    }

    private void unused(RuleLines rule, String name) {
        problems.add(
                Mistake.UNUSED_BINDING,
                rule.begin(),
                rule.end(),
                name,
                name + " is bound and nothing uses it",
                "take it out, or use it");
    }

    private static Set<String> all(Pattern pattern, String code, int group) {
        return pattern.matcher(code)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
