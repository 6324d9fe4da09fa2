package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate webhooks replay}: makes a delivery again. */
@Command(name = "replay", description = "Make a delivery again, from its first attempt on.")
final class WebhookReplayCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id of a delivery, such as d-12")
    private String id = "";

    WebhookReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var path = "/v1/webhooks/deliveries/" + Client.segment(id) + "/replay";
        var delivery = Client.of(surroundings.environment())
                .post(path, JsonObject.EMPTY)
                .body();
        surroundings
                .out()
                .println(id + " is due again: " + HoldText.text(delivery, "type") + " to "
                        + HoldText.text(delivery, "webhook"));
        return 0;
    }
}
