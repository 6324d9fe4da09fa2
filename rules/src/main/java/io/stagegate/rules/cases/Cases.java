package io.stagegate.rules.cases;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tests of a policy set. */
public final class Cases {
    private Cases() {}

    /**
     * All cases of a set, by file and line.
     *
     * @param ids those of its rules
     * @throws PolicyException with everything that is wrong with how they are written
     */
    public static List<Case> of(PolicySource source, Set<String> ids) throws PolicyException {
        var cases = new ArrayList<Case>();
        var problems = new ArrayList<Diagnostic>();
        for (var file : source.tests()) {
            var read = CaseFile.read(source, file, ids);
            cases.addAll(read.cases());
            problems.addAll(read.problems());
        }
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        return List.copyOf(cases);
    }

    /** What is wrong with how they are written; nothing where nothing is. */
    public static List<Diagnostic> problems(PolicySource source, Set<String> ids) {
        return source.tests().stream()
                .flatMap(file -> CaseFile.read(source, file, ids).problems().stream())
                .toList();
    }
}
