package io.stagegate.rules.drools;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The text of a file by lines, to find in it what a mistake is about. */
final class SourceText {
    private static final Pattern END = Pattern.compile("(?:^|[\\s;})])end\\s*$");

    private final List<String> lines;

    SourceText(String text) {
        lines = text.lines().toList();
    }

    /** A place in the text, both counted from 1. */
    record Place(int line, int column) {}

    /** A line from 1 on; empty where there is no such line. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    /** How many lines there are; at least 1. */
    int size() {
        return Math.max(1, lines.size());
    }

    /** Where a word stands first within some lines; where it does not, the first of them. */
    Place place(int from, int to, String word) {
        var first = Math.clamp(from, 1, size());
        return IntStream.rangeClosed(first, Math.clamp(to, first, size()))
                .mapToObj(number -> find(number, word))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> begin(first));
    }

    private Optional<Place> find(int number, String word) {
        var edges = word.matches("\\$?\\w+") ? "(?<![\\w$])%s(?!\\w)" : "%s";
        var matcher = Pattern.compile(edges.formatted(Pattern.quote(word))).matcher(code(line(number)));
        return !word.isEmpty() && matcher.find()
                ? Optional.of(new Place(number, matcher.start() + 1))
                : Optional.empty();
    }

    /** Where a line's text begins. */
    Place begin(int number) {
        var line = line(number);
        return new Place(
                number, line.isBlank() ? 1 : line.length() - line.stripLeading().length() + 1);
    }

    /** A line without the comment at its end. */
    static String code(String line) {
        var comment = Texts.withoutStrings(line).indexOf("//");
        return comment < 0 ? line : line.substring(0, comment);
    }

    /** Whether a line is an import. */
    static boolean imports(String line) {
        return line.strip().matches("import\\s.*");
    }

    /** The line with the rule's {@code end}, or the last one. */
    int end(int from) {
        return IntStream.rangeClosed(from, size())
                .filter(number ->
                        END.matcher(Texts.withoutStrings(code(line(number)))).find())
                .findFirst()
                .orElse(size());
    }
}
