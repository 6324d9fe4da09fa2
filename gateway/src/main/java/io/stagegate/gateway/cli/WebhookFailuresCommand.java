package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate webhooks failures}: what could not be delivered. */
@Command(name = "failures", description = "Show what could not be delivered and is given up.")
final class WebhookFailuresCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--webhook", paramLabel = "NAME", description = "only deliveries to this one (default: to any)")
    private Optional<String> webhook = Optional.empty();

    @Option(names = "--state", paramLabel = "STATE", description = "pending, delivered or failed (default: failed)")
    private String state = "failed";

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    WebhookFailuresCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var query = Stagegate.query(Map.of("webhook", webhook));
        query.put("state", state);
        var answer = Client.of(surroundings.environment()).get("/v1/webhooks/deliveries", query);
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table = new Table("ID", "WEBHOOK", "EVENT", "OF", "AT", "ATTEMPTS", "PROBLEM");
        for (var delivery : Client.items(answer)) {
            table.row(
                    HoldText.text(delivery, "id"),
                    HoldText.text(delivery, "webhook"),
                    HoldText.text(delivery, "type"),
                    delivery.text("hold").orElseGet(() -> HoldText.text(delivery, "promotion")),
                    HoldText.text(delivery, "at"),
                    HoldText.number(delivery, "attempts"),
                    HoldText.text(delivery, "problem"));
        }
        table.print(surroundings.out());
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println("nothing is " + state);
        }
        return 0;
    }
}
