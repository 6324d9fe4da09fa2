package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code stagegate status}: whether a gateway is up and does what it is there for. */
@Command(
        name = "status",
        description = {
            "Say whether a gateway is up, and whether it serves governed requests at the moment.",
            "Its operations listener is found by STAGEGATE_OPERATIONS_URL (default: http://127.0.0.1:9191)."
        },
        exitCodeList = {
            " 0:it is ready, and serves governed requests",
            " 1:it is not, or does not",
            " 2:the command line is wrong"
        })
final class StatusCommand implements Callable<Integer> {
    private static final String OPERATIONS = "STAGEGATE_OPERATIONS_URL";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Surroundings surroundings;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var out = surroundings.out();
        var base = Client.base(OPERATIONS, surroundings.environment(), "http://127.0.0.1:9191");
        var readiness = readiness(base);
        out.println("gateway   " + HoldText.text(readiness, "status") + " (" + base + ")");
        out.println("governed  " + HoldText.text(readiness, "governed"));
        out.println("audit     " + HoldText.text(readiness, "audit"));
        out.println("policy    "
                + readiness.text("why").map(why -> "none: " + why).orElse(HoldText.text(readiness, "policy")));
        var silent = readiness.items("sourcesDown");
        if (!silent.isEmpty()) {
            out.println("sources   down: "
                    + silent.stream()
                            .map(v -> v instanceof JsonString(var name) ? name : "")
                            .collect(Collectors.joining(", ")));
        }
        out.println("api       " + api());
        drifted().ifPresent(line -> out.println("targets   " + line));
        watched().ifPresent(text -> out.println("watched   " + text));
        return HoldText.text(readiness, "status").equals("ready")
                        && HoldText.text(readiness, "governed").equals("available")
                ? 0
                : 1;
    }

    /** The API needs a token, and status does not. */
    private String api() {
        try {
            var client = Client.of(surroundings.environment());
            var pending = client.get("/v1/holds", Map.of("state", "pending", "limit", "500"));
            return "answers; pending holds: " + Client.items(pending).size()
                    + pending.body().text("next").map(_ -> " and more").orElse("");
        } catch (CliException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** What somebody has to look at; empty where nothing is. */
    private Optional<String> drifted() {
        try {
            var drifted = Client.of(surroundings.environment())
                    .get("/v1/targets", Map.of("known", "drifted", "limit", TargetsCommand.ALL));
            var count = Client.items(drifted).size();
            var needing = Client.items(drifted).stream()
                    .filter(t -> !TargetsCommand.done(t).isEmpty())
                    .map(t -> "; " + HoldText.text(t, "target") + TargetsCommand.done(t))
                    .collect(Collectors.joining());
            return count == 0
                    ? Optional.empty()
                    : Optional.of(count + " changed around the gateway: see targets --drifted" + needing);
        } catch (CliException _) {
            return Optional.empty();
        }
    }

    /** What is looked after, and what of it needs somebody; nothing where that cannot be asked. */
    private Optional<String> watched() {
        try {
            var open =
                    Client.of(surroundings.environment()).get("/v1/watches", Map.of("state", "open", "limit", "500"));
            var needing = Client.items(open).stream()
                    .filter(w -> w.get("needsSomebody").equals(Optional.of(JsonValue.JsonBoolean.TRUE)))
                    .map(w -> HoldText.text(w, "target") + ": "
                            + w.text("trouble").orElse("people are asked in " + HoldText.text(w, "hold")))
                    .toList();
            var count = Client.items(open).size()
                    + open.body().text("next").map(_ -> " and more").orElse("");
            return Optional.of(needing.isEmpty() ? count : count + "; NEEDS SOMEBODY: " + String.join("; ", needing));
        } catch (CliException _) {
            return Optional.empty();
        }
    }

    private JsonObject readiness(String base) throws CliException {
        try (var http = Authorities.client(surroundings.environment(), PATIENCE)) {
            var request = HttpRequest.newBuilder(URI.create(base + "/readyz")).timeout(PATIENCE);
            var body = http.send(request.build(), BodyHandlers.ofString()).body();
            if (StrictJson.parse(body) instanceof JsonObject found
                    && found.text("governed").isPresent()) {
                return found;
            }
        } catch (IOException e) {
            var why = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
            throw new CliException("no gateway answers at " + base + " (" + why + "): is it running? " + OPERATIONS
                    + " says where its operations listener is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted");
        } catch (MalformedJsonException e) {
            // Told below.
        }
        throw new CliException("what answers at " + base + " is no operations listener of Stagegate: " + OPERATIONS
                + " is to name it, such as http://127.0.0.1:9191");
    }
}
