package io.stagegate.rules.drools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks at code without being misled by what stands in its strings and comments. */
final class Texts {
    /** A string of either kind, or a comment that ends: whichever begins first, the other within it is none. */
    private static final Pattern STRING =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\\n])*+'|/\\*.*?\\*/", Pattern.DOTALL);

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);

    private Texts() {}

    /** The same, as long, with nothing but blanks in its strings and in its comments that end. */
    static String withoutStrings(String code) {
        return STRING.matcher(code).replaceAll(match -> blank(match.group()));
    }

    private static String blank(String token) {
        var edge = token.startsWith("/*") ? 2 : 1;
        var inner = token.substring(edge, token.length() - edge).replaceAll("[^\n]", " ");
        // Both kinds of strings look alike to whoever looks for one.
        return edge == 2 ? "/*" + inner + "*/" : "\"" + inner + "\"";
    }

    /** The same without its comments and with nothing in its strings. */
    static String bare(String code) {
        var lines = code.lines().map(SourceText::code).reduce("", (one, other) -> one + "\n" + other);
        return COMMENT.matcher(withoutStrings(lines)).replaceAll(" ");
    }

    /** Splits code at what separates it, but for what stands in its strings and brackets. */
    static List<String> split(String code, String separator) {
        var bare = withoutStrings(code);
        var matcher = Pattern.compile(separator).matcher(bare);
        var out = new ArrayList<String>();
        var begin = 0;
        while (matcher.find()) {
            if (closed(bare.substring(0, matcher.start()))) {
                out.add(code.substring(begin, matcher.start()));
                begin = matcher.end();
            }
        }
        out.add(code.substring(begin));
        return out;
    }

    private static boolean closed(String bare) {
        return bare.chars().filter(c -> c == '(').count()
                == bare.chars().filter(c -> c == ')').count();
    }
}
