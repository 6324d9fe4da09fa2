package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy waive}. */
@Command(
        name = "waive",
        description =
                "Ask for an exception from a rule for a target: until it ends, what the rule says about it is recorded and does "
                        + "not decide. The owners of the rules have to approve it.")
final class PolicyWaiveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "RULE", description = "the rule's id, such as EVAL-002")
    private String rule = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "TARGET",
            description = "the target as promotions show it, such as registry/fraud@champion")
    private String target = "";

    @Option(
            names = "--for",
            required = true,
            paramLabel = "TIME",
            description = "how long, such as 12h or 7d; at most 90d")
    private String length = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "why; whoever approves it reads that")
    private String reason = "";

    PolicyWaiveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var asked = JsonObject.EMPTY
                .with("rule", rule)
                .with("target", target)
                .with("for", length)
                .with("reason", reason);
        var answer =
                Client.of(surroundings.environment()).post("/v1/waivers", asked).body();
        surroundings
                .out()
                .println(answer.text("hold")
                        .map(hold -> "held as " + hold + ": it is good once it is approved (./stagegate approve " + hold
                                + ")")
                        .orElse("there is such an exception already"));
        return 0;
    }
}
