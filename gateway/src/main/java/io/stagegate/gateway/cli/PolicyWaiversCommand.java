package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate policy waivers}. */
@Command(name = "waivers", description = "Show the exceptions from rules that are good now.")
final class PolicyWaiversCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--all", description = "those that have ended too")
    private boolean all;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    PolicyWaiversCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var answer = Client.of(surroundings.environment()).get("/v1/waivers", Map.of());
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var shown =
                Client.items(answer).stream().filter(w -> all || isActive(w)).toList();
        if (shown.isEmpty()) {
            surroundings.out().println("there are none");
            return 0;
        }
        var table = new Table("RULE", "TARGET", "UNTIL", "APPROVED BY", "REASON");
        shown.forEach(w -> table.row(row(w)));
        table.print(surroundings.out());
        return 0;
    }

    private static boolean isActive(JsonValue waiver) {
        return waiver.get("active").filter(JsonValue.JsonBoolean.TRUE::equals).isPresent();
    }

    private static String[] row(JsonValue waiver) {
        return Stream.of("rule", "target", "until", "approvedBy", "reason")
                .map(name -> HoldText.text(waiver, name))
                .toArray(String[]::new);
    }
}
