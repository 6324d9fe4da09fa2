package io.stagegate.gateway.cli;

import io.stagegate.gateway.policy.Bundle;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy bundle}. */
@Command(name = "bundle", description = "Print a policy set as a signed bundle, to be handed in by policy push.")
final class PolicyBundleCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "DIR", description = "the directory of the set")
    private Path directory = Path.of(".");

    @Mixin
    private final PolicyKeys keys = new PolicyKeys();

    PolicyBundleCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        try {
            var source = PolicySource.read(directory);
            surroundings.out().println(Bundle.write(source, keys.signer()).toJson());
            surroundings.err().println(directory + " is " + source.digest());
            return 0;
        } catch (PolicyException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
    }
}
