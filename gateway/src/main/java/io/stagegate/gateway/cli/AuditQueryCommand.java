package io.stagegate.gateway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagegate audit query}: who, what, when, under which policy, with what outcome. */
@Command(name = "query", description = "Print audit records, oldest first.")
final class AuditQueryCommand implements Callable<Integer> {
    private static final String NDJSON = "application/x-ndjson";

    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final Period period = new Period();

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description = "only what this person or identity did (default: anybody)")
    private Optional<String> subject = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME", description = "only records of this model (default: of any)")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "only records of this environment (default: of any)")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--upstream",
            paramLabel = "NAME",
            description = "only records of this upstream of the configuration (default: of any)")
    private Optional<String> upstream = Optional.empty();

    @Option(
            names = "--decision",
            paramLabel = "WORD",
            description = "only decisions of this sort: permit, hold, deny or indeterminate (default: any record)")
    private Optional<String> decision = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "only records of this type, such as hold.reviewed (default: of any)")
    private Optional<String> type = Optional.empty();

    @Option(
            names = "--promotion",
            paramLabel = "ID",
            description = "only records of this promotion, such as p-... (default: of any)")
    private Optional<String> promotion = Optional.empty();

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            description = "only what comes behind the record that has this cursor (default: from the beginning)")
    private Optional<String> cursor = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson or csv (default: ndjson)")
    private String format = "ndjson";

    @Option(names = "--follow", description = "go on with new records; with ndjson only (default: end with the last)")
    private boolean follow;

    AuditQueryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var accept =
                switch (format) {
                    case "ndjson" -> NDJSON;
                    case "csv" -> "text/csv";
                    default -> throw wrong("--format " + format + " is unknown: write ndjson or csv");
                };
        if (follow && !accept.equals(NDJSON)) {
            throw wrong("--follow goes with --format ndjson only: a table in CSV comes to its end");
        }
        var query = period.query();
        query.putAll(Stagegate.query(Map.of("subject", subject, "model", model, "environment", environment)));
        query.putAll(Stagegate.query(Map.of(
                "upstream", upstream, "decision", decision, "type", type, "promotion", promotion, "cursor", cursor)));
        if (follow) {
            query.put("follow", "true");
        }
        copy(Client.of(surroundings.environment()).stream("/v1/audit", query, accept));
        return 0;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void copy(InputStream stream) throws CliException {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line = Optional.ofNullable(reader.readLine());
                    line.isPresent();
                    line = Optional.ofNullable(reader.readLine())) {
                surroundings.out().println(line.get());
                surroundings.out().flush();
            }
        } catch (IOException e) {
            throw new CliException("the gateway broke off: " + e.getMessage());
        }
    }
}
