package io.stagegate.rules.cases;

import io.stagegate.core.decision.Decision;
import java.util.List;
import java.util.Optional;

/**
 * What came of a case.
 *
 * @param test the case
 * @param decision what was decided; empty where its facts could not be had
 * @param differences what was expected otherwise, each in one line or in several of which the others are indented; none where it passed
 */
public record Result(Case test, Optional<Decision> decision, List<String> differences) {
    public Result {
        differences = List.copyOf(differences);
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
