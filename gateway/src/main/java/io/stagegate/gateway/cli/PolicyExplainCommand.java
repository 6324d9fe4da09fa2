package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy explain}: why a promotion was decided as it was. */
@Command(
        name = "explain",
        description = {
            "Say why a promotion was decided as it was, by the rules that decided it: who spoke and with which facts,",
            "what stopped the others, and what single value would have turned it."
        })
final class PolicyExplainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PROMOTION", description = "the id of a promotion, such as p-...")
    private String id = "";

    @Option(names = "--all", description = "say of every rule that did not speak what stopped it")
    private boolean all;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    PolicyExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var answer = Client.of(surroundings.environment())
                .get("/v1/promotions/" + Client.segment(id) + "/explanation", Map.of());
        if (json) {
            surroundings.out().println(answer.body().toJson());
        } else {
            ExplanationText.print(answer.body(), all, surroundings.out());
        }
        return 0;
    }
}
