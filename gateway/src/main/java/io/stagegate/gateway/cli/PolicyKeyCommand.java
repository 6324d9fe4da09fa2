package io.stagegate.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stagegate policy key}. */
@Command(
        name = "key",
        description = "Print the public part of a key that signs policy bundles: it belongs under policy.trustedKeys.")
final class PolicyKeyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final PolicyKeys keys = new PolicyKeys();

    PolicyKeyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        surroundings.out().println(keys.signer().key());
        return 0;
    }
}
