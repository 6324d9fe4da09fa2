package io.stagegate.rules;

/**
 * Something wrong with a policy set.
 *
 * @param file path within the set, with {@code /}
 * @param line from 1
 * @param column from 1; 0 where only the line is known
 * @param what what is wrong
 * @param how what to write instead; may be empty
 */
public record Diagnostic(String file, int line, int column, String what, String how) {

    /** As a compiler would print it: {@code production/evaluation.drl:14:3: what; how}. */
    @Override
    public String toString() {
        return file + ":" + line + (column > 0 ? ":" + column : "") + ": " + what + (how.isEmpty() ? "" : "; " + how);
    }
}
