package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Mistake;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with one file, each with its place in it. */
final class Problems {
    private final String file;
    private final SourceText text;
    private final List<Diagnostic> found = new ArrayList<>();

    Problems(String file, SourceText text) {
        this.file = file;
        this.text = text;
    }

    /** All of them, in the order in which they were found. */
    List<Diagnostic> found() {
        return found;
    }

    SourceText text() {
        return text;
    }

    /** Whether the file cannot be used. */
    boolean fatal() {
        return found.stream().anyMatch(problem -> problem.mistake().fatal());
    }

    /** Adds one about a word, that is looked for within some lines. */
    void add(Mistake mistake, int from, int to, String word, String what, String how) {
        var place = text.place(from, to, word);
        add(mistake, place.line(), place.column(), what, how);
    }

    /** Adds one about a line. */
    void add(Mistake mistake, int line, String what, String how) {
        var place = text.begin(Math.clamp(line, 1, text.size()));
        add(mistake, place.line(), place.column(), what, how);
    }

    void add(Mistake mistake, int line, int column, String what, String how) {
        found.add(new Diagnostic(mistake, file, line, column, what, how));
    }
}
