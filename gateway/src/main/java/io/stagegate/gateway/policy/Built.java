package io.stagegate.gateway.policy;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.PolicySource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came of building a set. */
sealed interface Built {

    /** One that can decide. */
    record Good(Lent set) implements Built {
        @Override
        public List<Diagnostic> diagnostics() {
            return set.policy().warnings();
        }
    }

    /**
     * One that cannot be used.
     *
     * @param failures what else is wrong than what the diagnostics say, in a line each: tests that failed
     */
    record Bad(List<Diagnostic> diagnostics, List<String> failures) implements Built {
        public Bad {
            diagnostics = List.copyOf(diagnostics);
            failures = List.copyOf(failures);
        }

        /** All that is wrong, in a line each. */
        String text() {
            return Stream.concat(
                            diagnostics.stream()
                                    .filter(d -> d.mistake().fatal())
                                    .map(Diagnostic::toString),
                            failures.stream())
                    .collect(Collectors.joining("\n"));
        }
    }

    /** What is to be told of its text. */
    List<Diagnostic> diagnostics();

    /** A set to be built, or what keeps it from being read. */
    sealed interface Found {
        record Source(PolicySource source) implements Found {}

        record Unreadable(Bad why) implements Found {}
    }
}
