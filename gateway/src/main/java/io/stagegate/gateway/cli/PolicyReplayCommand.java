package io.stagegate.gateway.cli;

import io.stagegate.gateway.cli.findings.Findings;
import io.stagegate.gateway.cli.findings.Form;
import io.stagegate.gateway.cli.replaying.ReplayForm;
import io.stagegate.gateway.cli.replaying.ReplayReport;
import io.stagegate.gateway.replay.Replay;
import io.stagegate.gateway.replay.Replay.Period;
import io.stagegate.gateway.replay.Replay.Progress;
import io.stagegate.gateway.replay.Replays;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate policy replay}: what other rules would have decided on what was decided. */
@Command(
        name = "replay",
        description = {
            "Decide again what was decided, by the rules in DIR, and say what would have been otherwise; and judge again of "
                    + "what was watched.",
            "Nothing is changed."
        },
        exitCodeList = {
            " 0:it is told",
            " 1:something would have been otherwise, and --fail-if-changed is given",
            " 2:it cannot be told: no gateway, no rules, or the command line is wrong"
        })
final class PolicyReplayCommand implements Callable<Integer> {
    private static final String NDJSON = "application/x-ndjson";
    private static final Duration USUAL = Duration.ofDays(30);

    private final Surroundings surroundings;

    @Option(names = "--policy", paramLabel = "DIR", required = true, description = "the directory of the rules")
    private Path directory = Path.of("");

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "decided since then: a time such as 30d, or 2026-01-31T09:00:00Z (default: 30d; with --from: all)")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "decided before then (default: now)")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "replay what GET /v1/decisions or /v1/looks has said, from a file, without a gateway")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--fail-if-changed", description = "exit with 1 where anything would have been otherwise")
    private boolean failing;

    @Option(names = "--all", description = "name every promotion (default: the first five of each rule)")
    private boolean all;

    @Option(names = "--format", paramLabel = "FORM", description = "text, json or csv (default: text)")
    private ReplayForm form = ReplayForm.TEXT;

    PolicyReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try {
            return replayed();
        } catch (CliException e) {
            surroundings.err().println("stagegate: " + e.getMessage());
            return 2;
        }
    }

    private int replayed() throws CliException {
        // What can be wrong with the command line is told before a set is compiled.
        var period = period();
        var gateway = file.isPresent() ? Optional.<Client>empty() : Optional.of(client());
        var source = Optional.<PolicySource>empty();
        try {
            source = Optional.of(PolicySource.read(directory));
            try (var policy = CompiledPolicy.compile(source.get())) {
                return by(policy, period, gateway);
            }
        } catch (PolicyException e) {
            var findings = new Findings(directory, source, Optional.empty(), e.diagnostics());
            surroundings.err().print(Form.TEXT.of(findings));
            return 2;
        }
    }

    private int by(CompiledPolicy policy, Period period, Optional<Client> gateway) throws CliException {
        var replays = gateway.isPresent()
                ? online(policy, period, gateway.get())
                : offline(policy, period, file.orElseThrow());
        var place = gateway.map(client -> client.link("/v1/promotions/")).orElse("");
        var report = new ReplayReport(directory, policy.digest(), said(period), place, all, replays);
        surroundings.out().print(form.of(report));
        surroundings.out().flush();
        return failing && !replays.differences().isEmpty() ? 1 : 0;
    }

    private Client client() throws CliException {
        return Client.of(surroundings.environment());
    }

    private Replays online(CompiledPolicy policy, Period period, Client gateway) throws CliException {
        var query = new LinkedHashMap<String, String>();
        query.put("since", period.since().toString());
        query.put("until", period.until().toString());
        var span = Duration.between(period.since(), period.until()).toMillis();
        var bar = new ProgressBar(surroundings, "decisions");
        var stream = new SequenceInputStream(
                gateway.stream("/v1/decisions", query, NDJSON), gateway.stream("/v1/looks", query, NDJSON));
        return read(stream, "what the gateway says", policy, period, p -> {
            var done = Duration.between(period.since(), p.decidedAt()).toMillis();
            bar.show((double) done / Math.max(span, 1), p.lines());
        });
    }

    private Replays offline(CompiledPolicy policy, Period period, Path from) throws CliException {
        var bar = new ProgressBar(surroundings, "decisions");
        try {
            var size = Math.max(Files.size(from), 1);
            return read(
                    Files.newInputStream(from),
                    from.toString(),
                    policy,
                    period,
                    p -> bar.show((double) p.characters() / size, p.lines()));
        } catch (IOException e) {
            throw new CliException(from + " cannot be read: " + e);
        }
    }

    private Replays read(
            InputStream stream, String what, CompiledPolicy policy, Period period, Consumer<Progress> progress)
            throws CliException {
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16)) {
            return new Replay(policy::conclude).all(lines, period, progress);
        } catch (IOException e) {
            throw new CliException(what + " broke off: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CliException(what + " cannot be replayed: " + e.getMessage());
        } finally {
            new ProgressBar(surroundings, "").clear();
        }
    }

    private Period period() throws CliException {
        var now = surroundings.clock().instant();
        var usual = file.isPresent() ? Instant.MIN : now.minus(USUAL);
        var end = file.isPresent() ? Instant.MAX : now;
        return new Period(
                since.isPresent() ? Ago.time("--since", since.get(), now) : usual,
                until.isPresent() ? Ago.time("--until", until.get(), now) : end);
    }

    private String said(Period period) {
        return (file.isPresent() && since.isEmpty() ? " of " + file.get() : " since " + day(period.since()))
                + (until.isPresent() ? " until " + day(period.until()) : "");
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
