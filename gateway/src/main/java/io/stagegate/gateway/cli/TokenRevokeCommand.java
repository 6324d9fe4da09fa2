package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate token revoke}. */
@Command(name = "revoke", description = "Revoke a token for good; every replica refuses it within 5 s.")
final class TokenRevokeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the token's id, such as t-...; token list shows it")
    private String id = "";

    TokenRevokeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var answer = Client.of(surroundings.environment())
                .post("/v1/tokens/" + Client.segment(id) + "/revoke", JsonObject.EMPTY)
                .body();
        surroundings.out().println(id + " is " + HoldText.text(answer, "state"));
        return 0;
    }
}
