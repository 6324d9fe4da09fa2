package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate webhooks enable}: lets a webhook be told again. */
@Command(name = "enable", description = "Tell a webhook again that answered 410.")
final class WebhookEnableCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "its name in the configuration")
    private String name = "";

    WebhookEnableCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var path = "/v1/webhooks/" + Client.segment(name) + "/enable";
        var webhook = Client.of(surroundings.environment())
                .post(path, JsonObject.EMPTY)
                .body();
        surroundings.out().println(HoldText.text(webhook, "name") + " is " + HoldText.text(webhook, "state"));
        return 0;
    }
}
