package io.stagegate.core;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns as they are written in configurations: {@code *} stands for any text, and everything else for itself. */
public final class Glob {
    private Glob() {}

    /** @param flags of {@link Pattern}, beside {@link Pattern#DOTALL} */
    public static Pattern pattern(String text, int flags) {
        var parts = Arrays.stream(text.split("\\*", -1)).map(Pattern::quote);
        return Pattern.compile(parts.collect(Collectors.joining(".*")), Pattern.DOTALL | flags);
    }
}
