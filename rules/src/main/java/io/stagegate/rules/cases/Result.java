package io.stagegate.rules.cases;

import io.stagegate.core.decision.Conclusion;
import java.util.List;
import java.util.Optional;

/**
 * What came of a case.
 *
 * @param test the case
 * @param decisions what was decided, of looks one for each; none where its facts could not be had
 * @param differences what was expected otherwise, each in one line or in several of which the others are indented; none where it passed
 */
public record Result(Case test, List<Conclusion> decisions, List<String> differences) {
    public Result {
        decisions = List.copyOf(decisions);
        differences = List.copyOf(differences);
    }

    /** The only decision, or that of the last look. */
    public Optional<Conclusion> decision() {
        return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.getLast());
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
