package io.stagegate.it.webhook;

import io.stagegate.it.Needed;
import org.junit.jupiter.api.Assumptions;

/** The published libraries, by language. */
public final class Libraries {
    private Libraries() {}

    /** That of a language; its tests are skipped where it cannot be had, and fail under {@code CI=true}. */
    public static Library of(String language) {
        var needed =
                switch (language) {
                    case "Python" ->
                        Needed.find(
                                "Standard Webhooks for Python",
                                "Python 3.10 or later and its package index can be reached",
                                ScriptedLibrary::python,
                                _ -> {});
                    case "JavaScript" ->
                        Needed.find(
                                "Standard Webhooks for JavaScript",
                                "node with npm and its package index can be reached",
                                ScriptedLibrary::javascript,
                                _ -> {});
                    default -> new Needed.Found<Library>(new Library.OfJava(), _ -> {});
                };
        var condition = needed.condition();
        // The language is a parameter of one test, so an extension cannot ask: missing is said loudly by Needed, and
        // under CI it has thrown.
        Assumptions.assumeFalse(
                condition.isDisabled(), () -> condition.getReason().orElse(""));
        return needed.get();
    }
}
