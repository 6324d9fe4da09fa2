package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stagegate policy push}. */
@Command(name = "push", description = "Hand in a signed bundle, to be in force.")
final class PolicyPushCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "BUNDLE", description = "the file that policy bundle has written")
    private Path bundle = Path.of("bundle.json");

    PolicyPushCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var answer = Client.of(surroundings.environment()).post("/v1/policies", read());
        PolicyText.taken(surroundings.out(), answer.body());
        return 0;
    }

    private JsonObject read() throws CliException {
        try {
            if (StrictJson.parse(Files.readAllBytes(bundle)) instanceof JsonObject object) {
                return object;
            }
        } catch (IOException e) {
            throw new CliException(bundle + " cannot be read: " + e.getMessage());
        } catch (MalformedJsonException e) {
            // Told below.
        }
        throw new CliException(
                bundle + " is no bundle: write one by ./stagegate policy bundle DIR --key FILE > " + bundle);
    }
}
