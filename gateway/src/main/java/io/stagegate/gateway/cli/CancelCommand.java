package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate cancel}. */
@Command(name = "cancel", description = "Take back a hold that you asked for yourself.")
final class CancelCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the hold's id, such as h-...")
    private String id = "";

    CancelCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var answer = client.post("/v1/holds/" + Client.segment(id) + "/cancel", JsonObject.EMPTY)
                .body();
        surroundings.out().println(id + " is " + HoldText.text(answer, "state"));
        return 0;
    }
}
