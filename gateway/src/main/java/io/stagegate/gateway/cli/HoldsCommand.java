package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate holds}: what waits, and what is to be decided by. */
@Command(name = "holds", description = "Show what waits for approval, or one hold with everything to decide by.")
final class HoldsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "the id of one hold, such as h-... (default: a list)")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "only holds in this state: pending, approved, released, rejected, denied, expired, cancelled or all"
                            + " (default: pending)")
    private String state = "pending";

    @Option(names = "--model", paramLabel = "NAME", description = "only holds of this model (default: of any)")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "only holds that touch this environment (default: any)")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--upstream",
            paramLabel = "NAME",
            description = "only holds of this upstream of the configuration (default: of any)")
    private Optional<String> upstream = Optional.empty();

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    HoldsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        if (id.isPresent()) {
            one(client.get("/v1/holds/" + Client.segment(id.get()), Map.of()).body());
            return 0;
        }
        var query = Stagegate.query(Map.of("model", model, "environment", environment, "upstream", upstream));
        if (!state.equals("all")) {
            query.put("state", state);
        }
        var answer = client.get("/v1/holds", query);
        if (json) {
            surroundings.out().println(answer.body().toJson());
        } else {
            table(answer);
        }
        return 0;
    }

    private void one(JsonObject hold) {
        if (json) {
            surroundings.out().println(hold.toJson());
        } else {
            HoldText.print(hold, surroundings.out());
        }
    }

    private void table(Client.Answer answer) {
        var table = new Table("ID", "STATE", "CHANGES", "ASKED BY", "RISK", "NEEDS", "UNTIL");
        for (var hold : Client.items(answer)) {
            table.row(
                    HoldText.text(hold, "id"),
                    HoldText.text(hold, "state"),
                    HoldText.text(hold, "resource"),
                    HoldText.requester(hold),
                    hold.get("risk")
                            .flatMap(r -> r.get("score"))
                            .map(JsonValue::toJson)
                            .orElse(""),
                    HoldText.requirement(hold),
                    HoldText.text(hold, "expiresAt"));
        }
        table.print(surroundings.out());
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println(state.equals("all") ? "there are no holds" : "nothing is " + state);
        }
    }
}
