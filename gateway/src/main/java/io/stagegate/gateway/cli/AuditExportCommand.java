package io.stagegate.gateway.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stagegate audit export}. */
@Command(
        name = "export",
        description =
                "Print the audit with what proves it, to be checked offline by audit verify. All that is signed, from the"
                        + " first record on, unless a time is given.")
final class AuditExportCommand implements Callable<Integer> {
    private static final int PIECE = 1 << 16;

    private final Surroundings surroundings;

    @Mixin
    private final Period period = new Period();

    AuditExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var stream = Client.of(surroundings.environment()).stream(
                "/v1/audit/export", period.query(), "application/x-ndjson");
        try (var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            var piece = new char[PIECE];
            for (var read = reader.read(piece); read >= 0; read = reader.read(piece)) {
                surroundings.out().write(piece, 0, read);
            }
        } catch (IOException e) {
            throw new CliException("the gateway broke off, and what was printed is not whole: " + e.getMessage());
        }
        return 0;
    }
}
