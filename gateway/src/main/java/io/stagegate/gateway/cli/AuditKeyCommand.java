package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stagegate audit key}. */
@Command(
        name = "key",
        description =
                "Print the public keys that check the audit's checkpoints, the newest first: one to be kept elsewhere, and"
                        + " given to audit verify.")
final class AuditKeyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    AuditKeyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var keys = Client.items(Client.of(surroundings.environment()).get("/v1/audit/keys", Map.of()));
        keys.forEach(key -> surroundings.out().println(HoldText.text(key, "key")));
        if (keys.isEmpty()) {
            throw new CliException("the gateway signs nothing: it has neither audit.signingKey nor sealingKey");
        }
        return 0;
    }
}
