package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy explain}: why a promotion was decided as it was. */
@Command(
        name = "explain",
        description =
                "Say why a promotion was decided as it was, by the rules that decided it: who spoke and with which facts, "
                        + "what stopped the others, and what single value would have turned it. The same of a look at what is watched.")
final class PolicyExplainCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id of a promotion, such as p-..., or of a watch, such as w-...")
    private String id = "";

    @Option(names = "--look", paramLabel = "NUMBER", description = "of a watch: which look (default: the last)")
    private Optional<Integer> look = Optional.empty();

    @Option(names = "--all", description = "say of every rule that did not speak what stopped it")
    private boolean all;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    PolicyExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        if (look.isPresent() && !id.startsWith("w-")) {
            throw new CliException("--look is of a watch: write its id, such as w-...");
        }
        var path = (id.startsWith("w-") ? "/v1/watches/" : "/v1/promotions/") + Client.segment(id) + "/explanation";
        var query = look.map(number -> Map.of("look", String.valueOf(number))).orElse(Map.of());
        var answer = Client.of(surroundings.environment()).get(path, query);
        if (json) {
            surroundings.out().println(answer.body().toJson());
        } else {
            ExplanationText.print(answer.body(), all, surroundings.out());
        }
        return 0;
    }
}
