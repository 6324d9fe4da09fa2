package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate restore}. */
@Command(
        name = "restore",
        description =
                "Put back what the targets of a snapshot served before its promotion, or before a change around the gateway.",
        exitCodeList = {
            " 0:the targets serve what the snapshot says",
            " 1:it is held for approval, was refused, or failed",
            " 2:the command line is wrong"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "SNAPSHOT",
            description =
                    "its id, such as s-..., or that of the promotion (p-...) or the change around the gateway (d-...) to undo")
    private String id = "";

    @Option(
            names = "--force",
            description = "although the targets have moved on since; recorded (default: refuse then)")
    private boolean force;

    @Option(names = "--comment", paramLabel = "TEXT", description = "why; the audit keeps it (default: none)")
    private Optional<String> comment = Optional.empty();

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var snapshot = id.startsWith("p-") ? snapshotOf(client, id) : id;
        var body = JsonObject.EMPTY.with("force", JsonValue.of(force)).with("comment", comment.orElse(""));
        var answer = client.post("/v1/snapshots/" + Client.segment(snapshot) + "/restore", body)
                .body();
        return switch (HoldText.text(answer, "outcome")) {
            case "applied" -> {
                surroundings
                        .out()
                        .println("restored, and read back to prove it: " + HoldText.text(answer, "promotion"));
                yield 0;
            }
            case "held" -> {
                var hold = HoldText.text(answer, "hold");
                surroundings
                        .out()
                        .println("held as " + hold + ": it needs approval first; what becomes of it: stagegate wait "
                                + hold);
                yield 1;
            }
            default -> {
                surroundings.out().println(HoldText.text(answer, "detail"));
                yield 0;
            }
        };
    }

    private static String snapshotOf(Client client, String promotion) throws CliException {
        var found = client.get("/v1/promotions/" + Client.segment(promotion), Map.of())
                .body()
                .text("snapshot");
        return found.orElseThrow(
                () -> new CliException(promotion + " changed nothing, so there is no snapshot to restore"));
    }
}
