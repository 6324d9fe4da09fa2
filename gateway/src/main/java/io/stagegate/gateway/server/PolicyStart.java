package io.stagegate.gateway.server;

import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The policy set that a gateway starts with. */
final class PolicyStart {
    private PolicyStart() {}

    /** @throws StartException with every mistake of the set, one a line */
    static CompiledPolicy compile(Path directory, InstantSource clock) throws StartException {
        try {
            return CompiledPolicy.compile(PolicySource.read(directory), clock);
        } catch (PolicyException e) {
            throw new StartException(
                    e.diagnostics().stream().map(Object::toString).collect(Collectors.joining("\n"))
                            + "\nthe policy set " + directory
                            + " cannot be used; mend it, or write another path under policy:",
                    e);
        }
    }

    /** Tells what there is to know of a set that is in force from now on. */
    static void ready(CompiledPolicy policy, Consumer<String> told) {
        policy.warnings().forEach(warning -> told.accept("warning: " + warning));
        told.accept(policy.rules() + " rules of the policy set " + policy.name() + " are ready");
    }
}
