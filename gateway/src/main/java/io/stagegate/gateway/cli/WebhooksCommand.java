package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate webhooks}: who is told of what, and how that goes. */
@Command(name = "webhooks", description = "Show who is told of what, and how that goes.")
final class WebhooksCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--json", description = "print what the API answers (default: text for people)")
    private boolean json;

    WebhooksCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** It, and what is below it. */
    static CommandLine all(Surroundings surroundings) {
        return new CommandLine(new WebhooksCommand(surroundings))
                .addSubcommand(new WebhookFailuresCommand(surroundings))
                .addSubcommand(new WebhookReplayCommand(surroundings))
                .addSubcommand(new WebhookEnableCommand(surroundings));
    }

    @Override
    public Integer call() throws CliException {
        var answer = Client.of(surroundings.environment()).get("/v1/webhooks", Map.of());
        if (json) {
            surroundings.out().println(answer.body().toJson());
            return 0;
        }
        var table =
                new Table("NAME", "STATE", "FORMAT", "ADDRESS", "EVENTS", "DECIDES", "RESTORES", "PENDING", "FAILED");
        for (var webhook : Client.items(answer)) {
            table.row(
                    HoldText.text(webhook, "name"),
                    HoldText.text(webhook, "state"),
                    HoldText.text(webhook, "format"),
                    HoldText.text(webhook, "address"),
                    HoldText.texts(webhook, "events"),
                    HoldText.texts(webhook, "decides"),
                    HoldText.texts(webhook, "restores"),
                    HoldText.number(webhook, "pending"),
                    HoldText.number(webhook, "failed"));
        }
        table.print(surroundings.out());
        for (var webhook : Client.items(answer)) {
            webhook.text("disabledWhy")
                    .filter(_ -> HoldText.text(webhook, "state").equals("disabled"))
                    .ifPresent(why -> surroundings
                            .err()
                            .println(HoldText.text(webhook, "name") + " is disabled: " + why
                                    + "; stagegate webhooks enable " + HoldText.text(webhook, "name")));
        }
        return 0;
    }
}
