package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy release}. */
@Command(name = "release", description = "Let a rule run again that is quarantined, on every replica.")
final class PolicyReleaseCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "RULE", description = "the rule's id, as ./stagegate policy status tells it")
    private String rule = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why, for the audit; required")
    private String reason = "";

    PolicyReleaseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var path = "/v1/policies/rules/" + Client.segment(rule) + "/release";
        Client.of(surroundings.environment()).post(path, JsonObject.EMPTY.with("reason", reason));
        surroundings.out().println(rule + " runs again; it is quarantined anew where it fails as often as before");
        return 0;
    }
}
