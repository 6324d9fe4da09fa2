package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks that a rule over changes says what is said of changes, and a rule over watches what is said of watches. */
final class KindCheck {
    private static final String WATCH = "Watch";
    private static final Pattern SAYS = Pattern.compile("\\bdecision\\s*\\.\\s*(\\w+)");
    private static final Set<String> OF_CHANGES = Set.of("deny", "hold", "warn", "watch");
    private static final Set<String> OF_WATCHES = Set.of("restore", "ask", "tell");
    private static final Set<String> SEEN_IN_WATCHES =
            Set.of(WATCH, "Signal", "Alert", "Artifacts", "Unavailable", "Risk");

    private final Problems problems;
    private final RuleLines rule;

    KindCheck(Problems problems, RuleLines rule) {
        this.problems = problems;
        this.rule = rule;
    }

    /**
     * Checks a rule.
     *
     * @param reads the facts that its condition matches
     * @param watches whether it matches a watch in any case
     */
    void check(Collection<String> reads, boolean watches, String consequence) {
        if (watches) {
            reads.stream()
                    .filter(fact -> !SEEN_IN_WATCHES.contains(fact))
                    .forEach(fact -> problem(
                            fact,
                            "a rule over Watch sees no " + fact,
                            "match Signal, Alert or Artifacts, or write a rule over Promotion"));
        } else {
            reads.stream()
                    .filter(fact -> fact.equals(WATCH) || fact.equals("Signal"))
                    .distinct()
                    .forEach(fact -> problem(
                            fact,
                            fact + " is there in a watch only, and this rule is not over one",
                            "match Watch( ) first, and not within not, or, exists"));
        }
        var says = SAYS.matcher(Texts.bare(consequence));
        while (says.find()) {
            says(says.group(1), watches, reads);
        }
    }

    private void says(String verb, boolean watches, Collection<String> reads) {
        if (watches && OF_CHANGES.contains(verb)) {
            problem(verb, "a rule over Watch cannot " + verb, "say restore, ask, tell or permit");
        } else if (!watches && OF_WATCHES.contains(verb)) {
            problem(verb, verb + " is for rules over Watch", "match Watch( ) first, or say permit, deny, hold or warn");
        } else if (verb.equals("watch") && !reads.contains("Promotion")) {
            problem(verb, "watch is for rules over Promotion", "match Promotion( ) first");
        }
    }

    private void problem(String word, String what, String how) {
        problems.add(Mistake.MISPLACED, rule.begin(), rule.end(), word, what, how);
    }
}
