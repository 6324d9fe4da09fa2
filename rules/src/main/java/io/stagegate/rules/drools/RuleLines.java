package io.stagegate.rules.drools;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A rule as it stands in its file.
 *
 * @param begin the line of {@code rule}
 * @param then the line of {@code then}
 * @param end the line of its {@code end}
 */
record RuleLines(SourceText text, int begin, int then, int end) {

    /** The code between {@code when} and {@code then}, without comments. */
    String condition() {
        var code = code(begin, then);
        var bare = Texts.withoutStrings(code);
        var when = bare.indexOf("when");
        var last = bare.lastIndexOf("then");
        return when < 0 ? "" : code.substring(when + "when".length(), last < when ? code.length() : last);
    }

    private String code(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> SourceText.code(text.line(number)))
                .collect(Collectors.joining("\n"));
    }
}
