package io.stagegate.gateway.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate audit query}: who, what, when, under which policy, with what outcome. */
@Command(name = "query", description = "Audit records, oldest first.", mixinStandardHelpOptions = true)
final class AuditQueryCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--from", description = "RFC 3339, inclusive")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", description = "RFC 3339, exclusive")
    private Optional<String> to = Optional.empty();

    @Option(names = "--subject")
    private Optional<String> subject = Optional.empty();

    @Option(names = "--model")
    private Optional<String> model = Optional.empty();

    @Option(names = "--environment")
    private Optional<String> environment = Optional.empty();

    @Option(names = "--upstream")
    private Optional<String> upstream = Optional.empty();

    @Option(names = "--decision", description = "permit, hold, deny or indeterminate")
    private Optional<String> decision = Optional.empty();

    @Option(names = "--type", description = "such as hold.reviewed")
    private Optional<String> type = Optional.empty();

    @Option(names = "--promotion")
    private Optional<String> promotion = Optional.empty();

    @Option(names = "--format", description = "ndjson (default) or csv")
    private String format = "ndjson";

    @Option(names = "--follow", description = "go on with new records")
    private boolean follow;

    AuditQueryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var accept =
                switch (format) {
                    case "ndjson" -> "application/x-ndjson";
                    case "csv" -> "text/csv";
                    default -> throw new CliException("--format " + format + " is unknown: write ndjson or csv");
                };
        var query = new LinkedHashMap<String, String>();
        Map.of(
                        "from",
                        from,
                        "to",
                        to,
                        "subject",
                        subject,
                        "model",
                        model,
                        "environment",
                        environment,
                        "upstream",
                        upstream,
                        "decision",
                        decision,
                        "type",
                        type,
                        "promotion",
                        promotion)
                .forEach((name, value) -> value.ifPresent(v -> query.put(name, v)));
        if (follow) {
            query.put("follow", "true");
        }
        Stagegate.copy(surroundings, Client.of(surroundings.environment()).stream("/v1/audit", query, accept));
        return 0;
    }
}
