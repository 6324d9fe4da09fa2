package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate webhooks}: who is told of what, what could not be delivered, and doing so again. */
final class WebhooksCommand {
    private WebhooksCommand() {}

    static CommandLine all(Surroundings surroundings) {
        return new CommandLine(new Listing(surroundings))
                .addSubcommand(new Failures(surroundings))
                .addSubcommand(new Replay(surroundings))
                .addSubcommand(new Enable(surroundings));
    }

    private static String number(JsonValue value, String name) {
        return value.get(name).map(JsonValue::toJson).orElse("");
    }

    private static String texts(JsonValue value, String name) {
        return value.items(name).stream()
                .map(v -> v instanceof JsonString(var text) ? text : "")
                .collect(Collectors.joining(" "));
    }

    private static void print(JsonObject webhook, Surroundings surroundings) {
        surroundings.out().println(HoldText.text(webhook, "name") + " is " + HoldText.text(webhook, "state"));
    }

    /** How each webhook stands. */
    @Command(name = "webhooks", description = "Show who is told of what, and how that goes.")
    static final class Listing implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--json", description = "print what the API answers (default: text for people)")
        private boolean json;

        Listing(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() throws CliException {
            var answer = Client.of(surroundings.environment()).get("/v1/webhooks", Map.of());
            if (json) {
                surroundings.out().println(answer.body().toJson());
                return 0;
            }
            var table = new Table("NAME", "STATE", "FORMAT", "ADDRESS", "EVENTS", "DECIDES", "PENDING", "FAILED");
            for (var webhook : Client.items(answer)) {
                table.row(
                        HoldText.text(webhook, "name"),
                        HoldText.text(webhook, "state"),
                        HoldText.text(webhook, "format"),
                        HoldText.text(webhook, "address"),
                        texts(webhook, "events"),
                        texts(webhook, "decides"),
                        number(webhook, "pending"),
                        number(webhook, "failed"));
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

    /** What could not be delivered. */
    @Command(name = "failures", description = "Show what could not be delivered and is given up.")
    static final class Failures implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(names = "--webhook", paramLabel = "NAME", description = "only deliveries to this one (default: to any)")
        private Optional<String> webhook = Optional.empty();

        @Option(names = "--state", paramLabel = "STATE", description = "pending, delivered or failed (default: failed)")
        private String state = "failed";

        @Option(names = "--json", description = "print what the API answers (default: text for people)")
        private boolean json;

        Failures(Surroundings surroundings) {
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
                        number(delivery, "attempts"),
                        HoldText.text(delivery, "problem"));
            }
            table.print(surroundings.out());
            if (Client.items(answer).isEmpty()) {
                surroundings.err().println("nothing is " + state);
            }
            return 0;
        }
    }

    /** Makes a delivery again. */
    @Command(name = "replay", description = "Make a delivery again, from its first attempt on.")
    static final class Replay implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "ID", description = "the id of a delivery, such as d-12")
        private String id = "";

        Replay(Surroundings surroundings) {
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

    /** Lets a webhook be told again. */
    @Command(name = "enable", description = "Tell a webhook again that answered 410.")
    static final class Enable implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "NAME", description = "its name in the configuration")
        private String name = "";

        Enable(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() throws CliException {
            var path = "/v1/webhooks/" + Client.segment(name) + "/enable";
            print(
                    Client.of(surroundings.environment())
                            .post(path, JsonObject.EMPTY)
                            .body(),
                    surroundings);
            return 0;
        }
    }
}
