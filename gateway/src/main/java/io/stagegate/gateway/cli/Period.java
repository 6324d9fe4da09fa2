package io.stagegate.gateway.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** From when and until when records are wanted. */
final class Period {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "from then on, RFC 3339, such as 2026-01-31T09:00:00Z (default: from the beginning)")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "before then, RFC 3339 (default: to the end)")
    private Optional<String> to = Optional.empty();

    /** As the API is asked. */
    Map<String, String> query() {
        return Stagegate.query(Map.of("from", from, "to", to));
    }
}
