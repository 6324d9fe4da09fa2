package io.stagegate.rules.drools;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The kinds of values that can be written out in a rule. */
enum Literal {
    TEXT("a text", "\"[^\"]*\""),
    NUMBER("a number", "[-+]?(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?[dDfFlLIB]?"),
    TRUTH("a truth value", "true|false");

    private final String word;
    private final Pattern form;

    Literal(String word, String form) {
        this.word = word;
        this.form = Pattern.compile(form);
    }

    /** What it is, for people. */
    String word() {
        return word;
    }

    /** What some code is; empty where it is something that has to be computed. */
    static Optional<Literal> of(String code) {
        var bare = Texts.withoutStrings(code.strip());
        return Arrays.stream(values())
                .filter(kind -> kind.form.matcher(bare).matches())
                .findFirst();
    }

    /** The number that is written out; empty where none is. */
    static Optional<Double> number(String code) {
        return of(code).filter(kind -> kind == NUMBER)
                .map(_ -> Double.valueOf(code.strip().replaceAll("[_dDfFlLIB]", "")));
    }

    /** What a string says. */
    static String text(String literal) {
        var inner = literal.substring(1, literal.length() - 1);
        try {
            return inner.translateEscapes();
        } catch (IllegalArgumentException e) {
            return inner;
        }
    }

    /** Whether something of a type can be compared with it. */
    boolean fits(Class<?> type) {
        return switch (this) {
            case TEXT -> type == String.class || Set.class.isAssignableFrom(type);
            case NUMBER -> type == int.class || type == long.class || type == double.class;
            case TRUTH -> type == boolean.class;
        };
    }

    /** What a type is, for people. */
    static String name(Class<?> type) {
        if (type == String.class) {
            return TEXT.word();
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "a constant of " + type.getSimpleName();
        }
        if (type == Instant.class) {
            return "a time";
        }
        if (type == Duration.class) {
            return "a time span";
        }
        return Set.class.isAssignableFrom(type) ? "a set of texts" : NUMBER.word();
    }

    /** What could be written for a type. */
    static String example(Class<?> type) {
        if (type.isEnum()) {
            return type.getSimpleName() + "." + type.getEnumConstants()[0];
        }
        if (type == Instant.class) {
            return "Instant.parse(\"2026-01-31T09:00:00Z\")";
        }
        if (type == Duration.class) {
            return "Duration.ofHours(24)";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == String.class || Set.class.isAssignableFrom(type) ? "a text in \" \"" : "a number such as 0.9";
    }
}
