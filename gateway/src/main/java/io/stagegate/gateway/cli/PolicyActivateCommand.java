package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy activate}. */
@Command(name = "activate", description = "Put a policy set that was in force before, or is kept, in force.")
final class PolicyActivateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "DIGEST",
            description = "the set's digest, or how it begins: six digits are enough where no other one begins so")
    private String digest = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why, for the audit; required")
    private String reason = "";

    PolicyActivateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var path = "/v1/policies/" + Client.segment(digest) + "/activate";
        var answer = Client.of(surroundings.environment()).post(path, JsonObject.EMPTY.with("reason", reason));
        PolicyText.taken(surroundings.out(), answer.body());
        return 0;
    }
}
