package io.stagegate.rules.drools;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
    private static final Pattern WHEN = Pattern.compile("\\bwhen\\b");
    private static final Pattern THEN = Pattern.compile("\\bthen\\b");

    /** The code between {@code when} and {@code then}, without comments. */
    String condition() {
        var code = code(begin, then);
        var bare = Texts.withoutStrings(code);
        var from = WHEN.matcher(bare).results().findFirst().map(MatchResult::end);
        var to = THEN.matcher(bare).results().map(MatchResult::start).reduce((_, last) -> last);
        return from.map(f -> code.substring(f, to.filter(t -> t >= f).orElse(code.length())))
                .orElse("");
    }

    /** All of it as it stands there, with whatever else stands on its lines. */
    String whole() {
        return IntStream.rangeClosed(begin, end).mapToObj(text::line).collect(Collectors.joining("\n"));
    }

    private String code(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> SourceText.code(text.line(number)))
                .collect(Collectors.joining("\n"));
    }
}
