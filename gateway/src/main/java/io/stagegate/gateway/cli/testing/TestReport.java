package io.stagegate.gateway.cli.testing;

import io.stagegate.rules.cases.Coverage;
import io.stagegate.rules.cases.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One run of a set's tests.
 *
 * @param directory where the set is, as it was named
 * @param results what came of each case
 * @param coverage what the cases have shown of the rules; empty where nobody asked
 * @param shortfall what is missing to the coverage that was asked for; empty where nothing is
 */
public record TestReport(
        Path directory, List<Result> results, Optional<Coverage> coverage, Optional<String> shortfall) {
    public TestReport {
        results = List.copyOf(results);
    }

    public boolean passed() {
        return shortfall.isEmpty() && failed() == 0;
    }

    long failed() {
        return results.stream().filter(r -> !r.passed()).count();
    }

    /** Where a case stands, from where the directory was named. */
    String place(Result result) {
        return directory.resolve(result.test().file()) + ":" + result.test().line();
    }
}
