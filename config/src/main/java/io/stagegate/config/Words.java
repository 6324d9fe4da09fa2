package io.stagegate.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which word was meant. */
public final class Words {
    private static final int TYPOS = 2;

    private Words() {}

    /** What to write instead of an unknown word. */
    public static String choose(String word, Collection<String> known) {
        return nearest(word, known).map(near -> "did you mean " + near + "?").orElseGet(() -> switch (known.size()) {
            case 0 -> "there is none to choose from";
            case 1 -> "write " + known.iterator().next();
            default ->
                "write one of " + String.join(", ", known.stream().sorted().toList());
        });
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        var typos = Math.min(TYPOS, word.length() / 2);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= typos)
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance, without regard to case. */
    private static int distance(String one, String other) {
        var a = one.toLowerCase(Locale.ROOT);
        var b = other.toLowerCase(Locale.ROOT);
        var above = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var row = new int[b.length() + 1];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + same);
            }
            above = row;
        }
        return above[b.length()];
    }
}
