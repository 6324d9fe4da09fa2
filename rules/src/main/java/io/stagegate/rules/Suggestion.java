package io.stagegate.rules;

import java.util.Collection;
import java.util.Comparator;

/** What somebody who wrote a name that does not exist may have meant. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code did you mean 'x'?} for a near miss, else all there is. */
    public static String of(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .filter(name -> distance(written, name) <= Math.max(2, written.length() / 3))
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> (known.size() == 1 ? "there is only " : "there are ")
                        + String.join(", ", known.stream().sorted().toList()));
    }

    /** How many letters have to be changed, put in or left out (Levenshtein). */
    private static int distance(String one, String other) {
        var previous = new int[other.length() + 1];
        for (var j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (var i = 1; i <= one.length(); i++) {
            var current = new int[other.length() + 1];
            current[0] = i;
            for (var j = 1; j <= other.length(); j++) {
                var change =
                        Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1)) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
