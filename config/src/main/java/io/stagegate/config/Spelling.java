package io.stagegate.config;

import java.text.Normalizer;
import java.util.Locale;

/** Texts that people, and some databases, take for the same. */
public final class Spelling {
    private Spelling() {}

    /** What is the same for texts that differ in case, in Unicode's normal form or in characters that are not seen only. */
    public static String folded(String text) {
        var visible = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .forEach(visible::appendCodePoint);
        var cased = visible.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(cased, Normalizer.Form.NFKC).strip();
    }

    /** Whether two texts differ so little. */
    public static boolean alike(String one, String other) {
        return folded(one).equals(folded(other));
    }
}
