package io.stagegate.rules.drools;

import io.stagegate.rules.Mistake;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks that a rule over changes says what is said of changes, and a rule over watches or drifts what is said of those. */
final class KindCheck {
    private static final Pattern SAYS = Pattern.compile("\\bdecision\\s*\\.\\s*(\\w+)");
    private static final Set<String> OF_CHANGES = Set.of("deny", "hold", "warn", "watch");
    private static final Set<String> OF_JUDGEMENTS = Set.of("restore", "ask", "tell");

    /** The facts that there are where one of a kind is judged, and what is to be matched instead of others. */
    private record Sight(Set<String> facts, String instead) {}

    private static final Map<String, Sight> SEEN = Map.of(
            "Watch",
                    new Sight(
                            Set.of("Watch", "Signal", "Alert", "Artifacts", "Unavailable", "Risk"),
                            "match Signal, Alert or Artifacts"),
            "Drift", new Sight(Set.of("Drift", "Risk"), "match Drift( ) alone"));

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
     * @param judges what it judges of in any case, a watch or a drift
     */
    void check(Collection<String> reads, Optional<String> judges, String consequence) {
        judges.ifPresentOrElse(of -> seen(of, reads), () -> unseen(reads));
        var says = SAYS.matcher(Texts.bare(consequence));
        while (says.find()) {
            says(says.group(1), judges, reads);
        }
    }

    private void seen(String judged, Collection<String> reads) {
        var seen = Optional.ofNullable(SEEN.get(judged)).orElseThrow();
        reads.stream()
                .filter(fact -> !seen.facts().contains(fact))
                .distinct()
                .forEach(fact -> problem(
                        fact,
                        "a rule over " + judged + " sees no " + fact,
                        seen.instead() + ", or write a rule over " + (SEEN.containsKey(fact) ? fact : "Promotion")));
    }

    private void unseen(Collection<String> reads) {
        reads.stream().distinct().forEach(fact -> {
            switch (fact) {
                case "Watch", "Signal" ->
                    problem(
                            fact,
                            fact + " is there in a watch only, and this rule is not over one",
                            "match Watch( ) first, and not within not, or, exists");
                case "Drift" ->
                    problem(
                            fact,
                            "Drift is there for rules over it only, and this rule is not one",
                            "match Drift( ) first, and not within not, or, exists");
                default -> {
                    // It is there in decisions.
                }
            }
        });
    }

    private void says(String verb, Optional<String> judges, Collection<String> reads) {
        if (judges.isPresent() && OF_CHANGES.contains(verb)) {
            problem(verb, "a rule over " + judges.get() + " cannot " + verb, "say restore, ask, tell or permit");
        } else if (judges.isEmpty() && OF_JUDGEMENTS.contains(verb)) {
            problem(
                    verb,
                    verb + " is for rules over Watch or Drift",
                    "match Watch( ) or Drift( ) first, or say permit, deny, hold or warn");
        } else if (verb.equals("watch") && !reads.contains("Promotion")) {
            problem(verb, "watch is for rules over Promotion", "match Promotion( ) first");
        }
    }

    private void problem(String word, String what, String how) {
        problems.add(Mistake.MISPLACED, rule.begin(), rule.end(), word, what, how);
    }
}
