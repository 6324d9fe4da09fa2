package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate token list}. */
@Command(name = "list", description = "List tokens of yours and of your service accounts, without themselves.")
final class TokenListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    TokenListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var answer = Client.of(surroundings.environment()).get("/v1/tokens", Map.of());
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table = new Table("ID", "STATE", "OF", "NAME", "MADE BY", "UNTIL");
        for (var token : Client.items(answer)) {
            table.row(
                    HoldText.text(token, "id"),
                    HoldText.text(token, "state"),
                    token.text("service").or(() -> token.text("person")).orElse(""),
                    HoldText.text(token, "name"),
                    HoldText.text(token, "madeBy"),
                    HoldText.text(token, "expiresAt"));
        }
        table.print(surroundings.out());
        if (Client.items(answer).isEmpty()) {
            surroundings.err().println("there are no tokens");
        }
        return 0;
    }
}
