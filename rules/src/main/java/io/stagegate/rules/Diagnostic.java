package io.stagegate.rules;

/**
 * Something wrong with a policy set.
 *
 * @param mistake what kind of thing
 * @param file path within the set, with {@code /}
 * @param line from 1
 * @param column from 1
 * @param what what is wrong
 * @param how what to write instead; may be empty
 */
public record Diagnostic(Mistake mistake, String file, int line, int column, String what, String how) {

    /** What is wrong, and what to write instead. */
    public String message() {
        return what + (how.isEmpty() ? "" : "; " + how);
    }

    /** As a compiler would print it: {@code production/evaluation.drl:14:3: what; how}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message();
    }
}
