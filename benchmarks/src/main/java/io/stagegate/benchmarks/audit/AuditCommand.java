package io.stagegate.benchmarks.audit;

import io.stagegate.benchmarks.running.Running;
import io.stagegate.gateway.proof.Verdict;
import io.stagegate.gateway.store.DatabaseAddress;
import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run audit}. */
@Command(
        name = "audit",
        description =
                "Appending audit records while they are sequenced and signed, as a ratio of appending alone; the lag of"
                        + " checkpoints; and checking an export offline.",
        mixinStandardHelpOptions = true)
public final class AuditCommand implements Callable<Integer> {
    private static final int CHECKS = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "how long each slice appends (default: 5)")
    private int seconds = 5;

    @Option(names = "--rounds", paramLabel = "N", description = "how often both are measured (default: 5)")
    private int rounds = 5;

    @Option(names = "--concurrency", paramLabel = "N", description = "clients at once (default: 8)")
    private int clients = 8;

    @Override
    public Integer call() throws Exception {
        Running.sayMachine();
        var home = Running.folder("audit");
        try (var embedded = EmbeddedDatabase.start(home.resolve("data"), _ -> {})) {
            Schema.migrate(embedded.address());
            try (var log = new Log(embedded.address())) {
                return measure(embedded.address(), log, home.resolve("audit.ndjson"));
            }
        } finally {
            Running.delete(home);
        }
    }

    private int measure(DatabaseAddress address, Log log, Path file) throws Exception {
        var appenders = new Appenders(address);
        var time = Duration.ofSeconds(seconds);
        // Warms up both, and does not count.
        appenders.run(clients, time);
        var from = log.drain();
        var plain = new ArrayList<Double>();
        var sequenced = new ArrayList<Double>();
        var lags = new ArrayList<Lag>();
        for (var round = 0; round < rounds; round++) {
            // Every other round backwards, so that none always follows the same other.
            if (round % 2 == 0) {
                plain.add(perSecond(appenders.run(clients, time)));
                from = log.drain();
            }
            sequenced.add(sequenced(appenders, log, time));
            var end = log.drain();
            lags.add(Lag.from(address, from));
            from = end;
            if (round % 2 == 1) {
                plain.add(perSecond(appenders.run(clients, time)));
                from = log.drain();
            }
        }
        tell(plain, sequenced, lags);
        return verify(log, file);
    }

    private double sequenced(Appenders appenders, Log log, Duration time) throws Exception {
        try (var _ = log.begin()) {
            return perSecond(appenders.run(clients, time));
        }
    }

    private double perSecond(long count) {
        return (double) count / seconds;
    }

    private void tell(List<Double> plain, List<Double> sequenced, List<Lag> lags) {
        var ratios = new ArrayList<Double>();
        for (var i = 0; i < rounds; i++) {
            ratios.add(sequenced.get(i) / plain.get(i));
        }
        Running.say(String.format(
                Locale.ROOT, "appending alone, %d clients      %8.0f records a second", clients, median(plain)));
        Running.say(String.format(
                Locale.ROOT, "appending while it is sequenced  %8.0f records a second", median(sequenced)));
        Running.say(String.format(
                Locale.ROOT,
                "ratio  %.2f (rounds %.2f to %.2f)",
                median(sequenced) / median(plain),
                ratios.stream().min(Comparator.naturalOrder()).orElseThrow(),
                ratios.stream().max(Comparator.naturalOrder()).orElseThrow()));
        lags.forEach(lag -> Running.say(String.format(Locale.ROOT, "from record to checkpoint: %s", lag)));
    }

    private static int verify(Log log, Path file) throws IOException {
        log.export(file);
        var times = new ArrayList<Double>();
        var verdict = log.check(file);
        for (var i = 0; i < CHECKS; i++) {
            var begin = System.nanoTime();
            verdict = log.check(file);
            times.add((System.nanoTime() - begin) / 1e9);
        }
        if (!(verdict instanceof Verdict.Intact intact)) {
            Running.say(String.format(Locale.ROOT, "the export is not intact: %s", verdict));
            return 1;
        }
        var time = median(times);
        Running.say(String.format(
                Locale.ROOT,
                "checking an export of %d records, %d MB: %.0f records and %.0f MB a second",
                intact.records(),
                Files.size(file) >> 20,
                intact.records() / time,
                Files.size(file) / time / (1 << 20)));
        return 0;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
