package io.stagegate.rules.drools;

import java.util.regex.Pattern;

/** Looks at code without being misled by what stands in its strings and comments. */
final class Texts {
    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    private Texts() {}

    /** The same, as long, with nothing but blanks in its strings. */
    static String withoutStrings(String code) {
        return STRING.matcher(code)
                .replaceAll(match -> "\"" + " ".repeat(match.group().length() - 2) + "\"");
    }

    /** The same without its comments and with nothing in its strings. */
    static String bare(String code) {
        var lines = code.lines().map(SourceText::code).reduce("", (one, other) -> one + "\n" + other);
        return COMMENT.matcher(withoutStrings(lines)).replaceAll(" ");
    }
}
