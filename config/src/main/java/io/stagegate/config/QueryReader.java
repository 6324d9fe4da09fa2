package io.stagegate.config;

import io.stagegate.config.QueryTemplate.Part;
import io.stagegate.config.QueryTemplate.Placeholder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes a query in PromQL apart, as far as it takes to know what each of its places is. */
final class QueryReader {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    /** What was read outside of texts and comments, without blanks. */
    private final StringBuilder code = new StringBuilder();

    private int brackets;
    private int at;

    QueryReader(String text) {
        this.text = text;
    }

    List<Part> read() {
        if (text.isBlank()) {
            throw new IllegalArgumentException("there is no query; write one in PromQL");
        }
        while (at < text.length()) {
            var c = text.charAt(at);
            if (text.startsWith(OPEN, at)) {
                window(placeholder());
            } else if (c == '"' || c == '\'' || c == '`') {
                quoted(c);
            } else if (c == '#') {
                comment();
            } else {
                code(c);
            }
        }
        flush();
        return parts;
    }

    private void code(char c) {
        if (c == '[') {
            brackets++;
        } else if (c == ']') {
            brackets--;
        }
        if (!Character.isWhitespace(c)) {
            code.append(c);
        }
        plain.append(c);
        at++;
    }

    private void flush() {
        if (!plain.isEmpty()) {
            parts.add(new Part.Text(plain.toString()));
            plain.setLength(0);
        }
    }

    /** Reads one from its first brace. */
    private Placeholder placeholder() {
        var end = text.indexOf(CLOSE, at);
        if (end < 0) {
            throw new IllegalArgumentException("{{ has no }} behind it; write a placeholder such as {{model}}");
        }
        var word = text.substring(at + OPEN.length(), end).strip();
        at = end + CLOSE.length();
        return Arrays.stream(Placeholder.values())
                .filter(p -> p.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no placeholder {{" + word + "}}; " + Words.choose(word, words())));
    }

    private static List<String> words() {
        return Arrays.stream(Placeholder.values()).map(Placeholder::word).toList();
    }

    /** Outside of texts there is only one that could be quoted. */
    private void window(Placeholder what) {
        if (what != Placeholder.WINDOW) {
            throw new IllegalArgumentException(written(what) + " stands outside of a text, where it cannot be quoted;"
                    + " write it as the value of a label, such as {" + what.word() + "=\"" + written(what) + "\"}");
        }
        if (brackets < 1 && !code.toString().endsWith("offset")) {
            throw new IllegalArgumentException(
                    "{{window}} is a length of time; write it in brackets, such as rate(errors_total[{{window}}])");
        }
        flush();
        parts.add(new Part.Window());
        code.append("1m");
    }

    private static String written(Placeholder what) {
        return OPEN + what.word() + CLOSE;
    }

    private void comment() {
        var end = text.indexOf('\n', at);
        var comment = text.substring(at, end < 0 ? text.length() : end);
        if (comment.contains(OPEN)) {
            throw new IllegalArgumentException("a placeholder stands in a comment; delete it, or put the # in quotes");
        }
        plain.append(comment);
        at += comment.length();
    }

    /** A text from its opening quote to its closing one. */
    private void quoted(char quote) {
        var begun = at++;
        var inside = new ArrayList<Part>();
        var raw = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.startsWith(OPEN, at)) {
                inside.add(new Part.Text(raw.toString()));
                var what = placeholder();
                inside.add(within(what, inside, quote));
                raw.setLength(0);
            } else if (text.charAt(at) == '\\' && quote != '`' && at + 1 < text.length()) {
                raw.append(text, at, at + 2);
                at += 2;
            } else {
                raw.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("the text that begins with " + quote + " at character " + (begun + 1)
                    + " has no end; close it with " + quote);
        }
        at++;
        inside.add(new Part.Text(raw.toString()));
        put(quote, inside);
        code.append("\"\"");
    }

    private Part within(Placeholder what, List<Part> inside, char quote) {
        if (what == Placeholder.WINDOW) {
            throw new IllegalArgumentException(
                    "{{window}} is a length of time and no part of a text; write it in brackets, such as [{{window}}]");
        }
        var matcher = matcher()
                .orElseThrow(() -> new IllegalArgumentException(written(what)
                        + " stands in a text that is not compared with a label; write it as the value of a label, such as {"
                        + what.word() + "=\"" + written(what) + "\"}"));
        if (!matcher) {
            return new Part.Plain(what);
        }
        // What values are put into is closed in itself, so that only what is written between them counts.
        var before = inside.stream().map(QueryReader::text).collect(Collectors.joining());
        if (!RegexPlace.isOpen(quote == '`' ? before : before.replace("\\\\", "\\"))) {
            throw new IllegalArgumentException(written(what)
                    + " stands where a regular expression does not take it as it is; write it outside of [...], {...}, (?...)"
                    + " and \\Q...\\E, and not behind a single \\");
        }
        return new Part.Regex(what);
    }

    private static String text(Part part) {
        return part instanceof Part.Text(var plain) ? plain : "x";
    }

    /** Whether what comes next is a regular expression; empty where it is not compared with a label at all. */
    private Optional<Boolean> matcher() {
        var before = code.toString();
        if (before.endsWith("=~") || before.endsWith("!~")) {
            return Optional.of(true);
        }
        return before.endsWith("=") && !before.endsWith("==") ? Optional.of(false) : Optional.empty();
    }

    /** Between back quotes nothing can be quoted, so that a text with places is written between others. */
    private void put(char quote, List<Part> inside) {
        var rewritten = quote == '`' && inside.size() > 1;
        var mark = rewritten ? '"' : quote;
        plain.append(mark);
        for (var part : inside) {
            if (!(part instanceof Part.Text(var raw))) {
                flush();
                parts.add(part);
            } else if (rewritten) {
                QueryTemplate.escape(raw, plain);
            } else {
                plain.append(raw);
            }
        }
        plain.append(mark);
    }
}
