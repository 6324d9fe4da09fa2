package io.stagegate.gateway.policy;

import io.stagegate.core.decision.Decision;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.cases.Case;
import io.stagegate.rules.cases.Cases;
import io.stagegate.rules.cases.Recordings;
import io.stagegate.rules.cases.Result;
import io.stagegate.rules.cases.Runner;
import io.stagegate.rules.drools.CompiledPolicy;
import java.util.List;

/**
 * The cases that stand beside the rules. Those about recorded promotions are left to {@code policy test}: what one gateway has recorded
 * says nothing about whether a set may come into force at another.
 */
public final class OwnTests implements SetTests {
    private static final int MOST = 20;
    private static final int AGAIN = 2;

    @Override
    public List<String> failures(CompiledPolicy policy, PolicySource source) {
        var runner = new Runner(policy, Recordings.NONE);
        try {
            return Cases.of(source, policy.ids()).stream()
                    .filter(test -> test.given() instanceof Case.Given.Written)
                    .map(test -> run(runner, test))
                    .filter(result -> !result.passed())
                    .map(OwnTests::line)
                    .limit(MOST)
                    .toList();
        } catch (PolicyException e) {
            return e.diagnostics().stream().map(Object::toString).limit(MOST).toList();
        }
    }

    /** A case that could not be decided is tried again: a machine that is short of time at a start must not refuse its rules. */
    private static Result run(Runner runner, Case test) {
        var result = runner.run(test);
        for (var tries = 0; tries < AGAIN && undecided(result); tries++) {
            result = runner.run(test);
        }
        return result;
    }

    private static boolean undecided(Result result) {
        return !result.passed()
                && result.decision()
                        .filter(Decision.Indeterminate.class::isInstance)
                        .isPresent();
    }

    private static String line(Result result) {
        var test = result.test();
        return test.file() + ":" + test.line() + ": the case \"" + test.name() + "\" fails: "
                + result.differences().getFirst().lines().findFirst().orElse("");
    }
}
