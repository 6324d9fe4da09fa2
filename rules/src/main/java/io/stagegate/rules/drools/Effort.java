package io.stagegate.rules.drools;

import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Risk;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a rule can cost at most, as far as its text tells: whether what it asks of one combination of facts is over at once, and how many
 * combinations there can be. What is sure to be over soon needs no thread that can be given up.
 *
 * @param kinds the facts that its patterns match, each as often as there are patterns
 * @param weight the cost of one combination; {@link #UNKNOWN} where the text does not tell
 */
record Effort(List<String> kinds, int weight) {
    /** Of what may take any time. */
    static final int UNKNOWN = -1;

    /** So much is over at once: some milliseconds, on a machine that has them. */
    private static final long MOST = 20_000;

    /** Looking for one text in another takes the product of their lengths, where somebody has chosen them for that. */
    private static final int SEARCH = 1_000;

    /** Calls of values that take no longer than these are long. */
    private static final Set<String> AT_ONCE = Set.of(
            ("length isEmpty isBlank startsWith endsWith equals equalsIgnoreCase charAt compareTo compareToIgnoreCase"
                            + " trim strip toLowerCase toUpperCase substring abs max min round floor ceil size"
                            + " if within between servedFor lowest highest tellsQuality higherIsBetter lowerIsBetter"
                            + " count sum average in not exists and or id owner doc mode")
                    .split(" "));

    /** Of durations and times. */
    private static final Pattern TIMES =
            Pattern.compile("of[A-Z]\\w*|plus\\w*|minus\\w*|to[A-Z]\\w*|is(?:Before|After)");

    private static final Pattern CALL = Pattern.compile("\\b(\\w+)\\s*\\(");
    private static final Pattern SEARCHES = Pattern.compile("\\b(?:contains|indexOf)\\b");
    private static final Pattern ELSE = Pattern.compile(
            "\\b(?:excludes|memberOf|soundslike|str|from|over|collect|eval|forall)\\b(?!\\s*\\(\\s*\")");
    private static final Pattern BY_REGEX = Pattern.compile("\\b(?:split|replaceAll|replaceFirst)\\b");
    private static final Pattern MATCHES = Pattern.compile("\\bmatches\\s*\\(?\\s*(\"(?:\\\\.|[^\"\\\\])*\")?");

    /** With one sign that repeats, a text is gone over once for each of its characters at most. */
    private static final Pattern REPEATS = Pattern.compile("[*+?{]");

    private static final Pattern REPEATED_GROUP = Pattern.compile("\\)[*+?{]");

    Effort {
        kinds = List.copyOf(kinds);
    }

    /**
     * A rule's.
     *
     * @param kinds the facts that its patterns match
     * @param text all of it
     */
    static Effort of(Collection<String> kinds, String text) {
        var code = Texts.bare(text);
        var calls = CALL.matcher(code).results().map(call -> call.group(1));
        var known = calls.allMatch(name -> atOnce(name) || name.equals("matches") || name.equals("contains"))
                && !ELSE.matcher(code).find()
                && !BY_REGEX.matcher(text).find()
                && MATCHES.matcher(text)
                        .results()
                        .allMatch(match -> Optional.ofNullable(match.group(1))
                                .filter(Effort::simple)
                                .isPresent());
        var searches = (int) SEARCHES.matcher(code).results().count();
        return new Effort(List.copyOf(kinds), known ? 1 + SEARCH * searches : UNKNOWN);
    }

    private static boolean atOnce(String name) {
        return AT_ONCE.contains(name)
                || name.equals("accumulate")
                || TIMES.matcher(name).matches()
                || FactModel.names().contains(name)
                || Calls.spoken(name)
                || FactModel.component(name);
    }

    private static boolean simple(String literal) {
        var regex = Literal.text(literal).replace("(?i)", "").replaceAll("\\\\.", "q");
        return REPEATS.matcher(regex).results().count() <= 1
                && !REPEATED_GROUP.matcher(regex).find();
    }

    /** The kinds of facts that it matches. */
    Set<String> reads() {
        return Set.copyOf(kinds);
    }

    /** How many facts there are of each kind. */
    static Map<String, Integer> counts(List<Fact> facts) {
        var counts = new HashMap<String, Integer>();
        facts.forEach(fact -> counts.merge(fact.getClass().getSimpleName(), 1, Integer::sum));
        // The second pass has one.
        counts.put(Risk.class.getSimpleName(), 1);
        return counts;
    }

    /** Whether some rules are sure to be over at once, with so many facts of each kind. */
    static boolean small(Collection<Effort> rules, Map<String, Integer> counts) {
        var sum = 0L;
        for (var rule : rules) {
            sum += rule.over(counts);
            if (rule.weight == UNKNOWN || sum > MOST) {
                return false;
            }
        }
        return true;
    }

    private long over(Map<String, Integer> counts) {
        var product = (long) Math.max(1, weight);
        for (var kind : kinds) {
            product *= Math.max(1, counts.getOrDefault(kind, 0));
            if (product > MOST) {
                return MOST + 1;
            }
        }
        return product;
    }
}
