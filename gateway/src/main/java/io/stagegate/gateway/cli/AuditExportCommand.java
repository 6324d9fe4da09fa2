package io.stagegate.gateway.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate audit export}. */
@Command(
        name = "export",
        description =
                "Print the audit with what proves it, to be checked offline by audit verify. All that is signed, from the"
                        + " first record on, unless a time is given.")
final class AuditExportCommand implements Callable<Integer> {
    private static final int PIECE = 1 << 16;

    private final Surroundings surroundings;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "from then on, RFC 3339, such as 2026-01-31T09:00:00Z (default: from the beginning)")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "before then, RFC 3339 (default: to the end)")
    private Optional<String> to = Optional.empty();

    AuditExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var query = Stagegate.query(Map.of("from", from, "to", to));
        var stream = Client.of(surroundings.environment()).stream("/v1/audit/export", query, "application/x-ndjson");
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
