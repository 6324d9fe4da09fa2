package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate break-glass}. */
@Command(
        name = "break-glass",
        description = {
            "Release a hold in an emergency, before its approval.",
            "The rules are asked again: what they deny stays denied. Others have to approve it "
                    + "afterwards, by stagegate approve; what they reject, or do not approve in time, is put "
                    + "back by itself."
        })
final class BreakGlassCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the hold's id, such as h-...")
    private String id = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "why it cannot wait; everybody is told")
    private String reason = "";

    @Option(
            names = "--digest",
            paramLabel = "DIGEST",
            description = "release only what has this digest (default: that of the hold as it is shown)")
    private Optional<String> digest = Optional.empty();

    BreakGlassCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var path = "/v1/holds/" + Client.segment(id);
        var hold = client.get(path, Map.of()).body();
        HoldText.print(hold, surroundings.out());
        var body = JsonObject.EMPTY.with("reason", reason).with("digest", digest.orElse(HoldText.text(hold, "digest")));
        var broken = client.post(path + "/break-glass", body).body();
        surroundings
                .out()
                .println(HoldText.text(broken, "person") + " released it; it is put back unless others approve it by "
                        + HoldText.text(broken, "ratifyBy"));
        return new Reviews(client, surroundings).await(id, HoldText.text(broken, "digest"));
    }
}
