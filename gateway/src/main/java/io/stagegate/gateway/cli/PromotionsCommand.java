package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate promotions}: what was asked for, and the whole story of one promotion. */
@Command(
        name = "promotions",
        description = "Show what was asked for and what came of it, or the whole story of one promotion.")
final class PromotionsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "the id of one promotion, such as p-... (default: a list)")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            description = "only what ended so: applied, notApplied, refused or needsOperator (default: any)")
    private Optional<String> outcome = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "only promotions of this model (default: of any)")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "only promotions that touch this environment (default: any)")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--upstream",
            paramLabel = "NAME",
            description = "only promotions on this upstream of the configuration (default: on any)")
    private Optional<String> upstream = Optional.empty();

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    PromotionsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        if (id.isPresent()) {
            var promotion = client.get("/v1/promotions/" + Client.segment(id.get()), Map.of())
                    .body();
            if (json) {
                surroundings.out().println(promotion.toJson());
            } else {
                StoryText.print(promotion, surroundings.out());
            }
            return 0;
        }
        var answer = client.get(
                "/v1/promotions",
                Stagegate.query(
                        Map.of("outcome", outcome, "model", model, "environment", environment, "upstream", upstream)));
        if (json) {
            surroundings.out().println(answer.body().toJson());
        } else {
            table(answer);
        }
        return 0;
    }

    private void table(Client.Answer answer) {
        var table = new Table("ID", "AT", "MODEL", "OPERATION", "ASKED BY", "DECISION", "OUTCOME", "SNAPSHOT");
        for (var promotion : Client.items(answer)) {
            table.row(
                    HoldText.text(promotion, "id"),
                    HoldText.text(promotion, "at"),
                    HoldText.text(promotion, "model"),
                    HoldText.text(promotion, "operation"),
                    HoldText.requester(promotion),
                    HoldText.text(promotion, "decision"),
                    promotion
                            .text("outcome")
                            .or(() -> promotion.text("holdState"))
                            .orElse(""),
                    HoldText.text(promotion, "snapshot"));
        }
        table.print(surroundings.out());
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println("there are no such promotions");
        }
    }
}
