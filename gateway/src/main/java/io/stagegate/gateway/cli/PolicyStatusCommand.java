package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate policy status}. */
@Command(
        name = "status",
        description =
                "Say which policy set is in force, what is the matter with another one, and what each replica runs.",
        exitCodeList = {
            " 0:every replica runs the active set, and nothing is the matter",
            " 1:one does not, or something is",
            " 2:the command line is wrong"
        })
final class PolicyStatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    PolicyStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var standing = Client.of(surroundings.environment())
                .get("/v1/policies", Map.of())
                .body();
        if (json) {
            surroundings.out().println(standing.toJson());
        } else {
            PolicyText.standing(surroundings.out(), standing);
        }
        return PolicyText.well(standing) ? 0 : 1;
    }
}
