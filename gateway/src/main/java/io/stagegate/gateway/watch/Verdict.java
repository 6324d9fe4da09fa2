package io.stagegate.gateway.watch;

import io.stagegate.core.json.JsonValue.JsonArray;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the rules make of a look.
 *
 * @param word the strictest of what they say
 * @param said what counts of it
 * @param findings all of it, as it is recorded
 * @param policy digest of the policy set
 */
public record Verdict(Word word, List<Said> said, JsonArray findings, String policy) {
    public Verdict {
        said = List.copyOf(said);
    }

    /** What is to be done. */
    public enum Word {
        LEAVE,
        TELL,
        ASK,
        RESTORE,
        /** The rules could not judge: a person is asked. */
        INDETERMINATE;

        /** The word of the API and the audit record. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one rule says.
     *
     * @param word what it wants done
     * @param rule its id
     * @param source its file and line
     * @param message why
     */
    public record Said(Word word, String rule, String source, String message) {
        @Override
        public String toString() {
            return source.isEmpty() ? message : rule + " (" + source + "): " + message;
        }
    }

    /** What rules say that want the same. */
    public List<Said> saying(Word wanted) {
        return said.stream().filter(s -> s.word() == wanted).toList();
    }

    /** The same as a text. */
    public static String text(List<Said> said) {
        return said.stream().map(Said::toString).collect(Collectors.joining("; "));
    }
}
