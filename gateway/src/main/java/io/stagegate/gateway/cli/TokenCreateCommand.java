package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate token create}. */
@Command(
        name = "create",
        description = {
            "Make a token of the gateway and print it, this once: it cannot be shown again.",
            "It goes where a person's own token goes, and to upstreams with requester: { from: token }."
        })
final class TokenCreateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "what it is for, such as laptop or nightly-build")
    private String name = "";

    @Option(
            names = "--person",
            paramLabel = "ID",
            description = "somebody listed under people; for others that takes a permission (default: yourself)")
    private Optional<String> person = Optional.empty();

    @Option(
            names = "--service",
            paramLabel = "UPSTREAM:NAME",
            description = "a service account in place of a person, such as registry:ci-bot (default: none)")
    private Optional<String> service = Optional.empty();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "how long it lasts, such as 12h or 30d, at most 366d (default: 90d)")
    private Optional<String> expires = Optional.empty();

    @Option(names = "--json", description = "print what the API answers (default: the token alone)")
    private boolean json;

    TokenCreateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var body = JsonObject.EMPTY.with("name", name);
        body = with(body, "person", person);
        body = with(body, "service", service);
        body = with(body, "expires", expires);
        var made =
                Client.of(surroundings.environment()).post("/v1/tokens", body).body();
        if (json) {
            surroundings.out().println(made.toJson());
            return 0;
        }
        surroundings
                .err()
                .println("token " + HoldText.text(made, "id") + " of "
                        + made.text("service").or(() -> made.text("person")).orElse("") + ", good until "
                        + HoldText.text(made, "expiresAt") + "; it is not shown again:");
        surroundings.err().flush();
        surroundings.out().println(HoldText.text(made, "token"));
        return 0;
    }

    private static JsonObject with(JsonObject body, String name, Optional<String> value) {
        return value.map(v -> body.with(name, v)).orElse(body);
    }
}
