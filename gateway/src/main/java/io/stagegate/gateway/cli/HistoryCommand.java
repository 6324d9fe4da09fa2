package io.stagegate.gateway.cli;

import io.stagegate.rules.Suggestion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate history}: what a target has served. */
@Command(
        name = "history",
        description =
                "Show what a target has served, the latest first: until when, how that is known and who let it in.")
final class HistoryCommand implements Callable<Integer> {
    private static final String ALL = "10000";

    private final Surroundings surroundings;

    @Parameters(paramLabel = "TARGET", description = "as the list of targets shows it, such as registry/fraud@champion")
    private String target = "";

    @Option(names = "--limit", paramLabel = "N", description = "at most so many lines (default: ${DEFAULT-VALUE})")
    private int limit = 50;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    HistoryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var history = client.get(
                "/v1/targets/" + Client.segment(id(client)) + "/history", Map.of("limit", Integer.toString(limit)));
        if (json) {
            surroundings.out().println(history.body().toJson());
            return 0;
        }
        var table = new Table("FROM", "UNTIL", "SERVED", "BY", "APPROVED BY", "KNOWN");
        for (var stretch : Client.items(history)) {
            table.row(
                    HoldText.text(stretch, "since"),
                    stretch.text("until").orElse("now"),
                    HoldText.versions(stretch, "versions"),
                    HoldText.text(stretch, "requestedBy"),
                    HoldText.texts(stretch, "approvedBy"),
                    TargetsCommand.known(stretch));
        }
        table.print(surroundings.out());
        history.body().text("next").ifPresent(_ -> surroundings.err().println("there is more: see --limit"));
        return 0;
    }

    private String id(Client client) throws CliException {
        var found = Client.items(client.get("/v1/targets", Map.of("target", target))).stream()
                .flatMap(t -> t.text("id").stream())
                .findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        var names = Client.items(client.get("/v1/targets", Map.of("limit", ALL))).stream()
                .map(t -> HoldText.text(t, "target"))
                .collect(Collectors.toSet());
        var near = Optional.of(Suggestion.of(target, names)).filter(s -> s.startsWith("did you mean"));
        throw new CliException("nothing is known of a target " + target + ": "
                + near.orElse("./stagegate targets shows those of which something is"));
    }
}
