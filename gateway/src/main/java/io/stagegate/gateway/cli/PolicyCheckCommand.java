package io.stagegate.gateway.cli;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy check}: everything that is wrong with a policy set, by the engine that serves. */
@Command(name = "check", description = "Say what is wrong with a policy set.")
final class PolicyCheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "the directory of the set (default: rules/policies/baseline)")
    private Path directory = Path.of("rules/policies/baseline");

    PolicyCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (var policy = CompiledPolicy.compile(PolicySource.read(directory))) {
            surroundings.out().println(directory + ": good; " + policy.rules() + " rules, " + policy.digest());
            return 0;
        } catch (PolicyException e) {
            e.diagnostics().forEach(d -> surroundings.err().println(d));
            return 1;
        }
    }
}
