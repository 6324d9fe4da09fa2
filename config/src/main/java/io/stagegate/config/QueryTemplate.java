package io.stagegate.config;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A query in PromQL with places for what it is about. What is put into a place is quoted for it: whatever a model is called, the
 * query keeps its structure.
 */
public final class QueryTemplate {
    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private final String text;
    private final List<Part> parts;

    private QueryTemplate(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
    }

    /** What can be put into a query. */
    public enum Placeholder {
        UPSTREAM,
        WORKSPACE,
        MODEL,
        ENVIRONMENT,
        VERSION,
        WINDOW;

        /** As it is written between braces. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A part of a query. */
    sealed interface Part {
        /** What stands there as it is. */
        record Text(String text) implements Part {}

        /** A value within a text that is compared as a whole. */
        record Plain(Placeholder what) implements Part {}

        /** A value within a regular expression. */
        record Regex(Placeholder what) implements Part {}

        /** The length of time. */
        record Window() implements Part {}
    }

    /** @throws IllegalArgumentException where a place is not one that a value can be quoted for; the message says what to write */
    public static QueryTemplate parse(String text) {
        return new QueryTemplate(text, new QueryReader(text).read());
    }

    /**
     * The query about something.
     *
     * @param value what stands for each placeholder but the length of time
     */
    public String about(Function<Placeholder, String> value, Duration window) {
        var out = new StringBuilder();
        for (var part : parts) {
            switch (part) {
                case Part.Text(var plain) -> out.append(plain);
                case Part.Plain(var what) -> escape(value.apply(what), out);
                case Part.Regex(var what) -> escape("(?:" + literally(value.apply(what)) + ")", out);
                case Part.Window() -> out.append(Math.max(1, window.toMillis())).append("ms");
            }
        }
        return out.toString();
    }

    /** The same from a map; what is missing is empty. */
    public String about(Map<Placeholder, String> values, Duration window) {
        var all = Collections.unmodifiableMap(values);
        return about(what -> all.getOrDefault(what, ""), window);
    }

    /** As a regular expression that matches nothing else. */
    private static String literally(String value) {
        var out = new StringBuilder();
        value.codePoints().forEach(c -> {
            if (SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.appendCodePoint(c);
        });
        return out.toString();
    }

    /** For between quotes of either kind. All but plain ASCII is written by number, so that nothing can be read two ways. */
    static void escape(String value, StringBuilder out) {
        value.codePoints().map(QueryTemplate::whole).forEach(c -> {
            if (c == '\\') {
                out.append("\\\\");
            } else if (c < ' ' || c > '~' || c == '"' || c == '\'') {
                out.append(c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
            } else {
                out.append((char) c);
            }
        });
    }

    /** Half a surrogate pair has no number of its own. */
    private static int whole(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueryTemplate template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
