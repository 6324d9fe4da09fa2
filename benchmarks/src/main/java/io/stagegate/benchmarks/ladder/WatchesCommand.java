package io.stagegate.benchmarks.ladder;

import io.stagegate.benchmarks.running.Running;
import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run watches}: whether a gateway with very many open watches looks at all of them in time. */
@Command(
        name = "watches",
        description = "Very many watches of one gateway: how late their looks are, and how soon it has caught up.",
        mixinStandardHelpOptions = true)
public final class WatchesCommand implements Callable<Integer> {
    private static final Duration CATCHING_UP = Duration.ofMinutes(10);

    /** Two signals by three queries, and alerts: what it is judged by are the shipped rules. */
    private static final String MORE = """
            database: { url: "postgresql://%s@127.0.0.1:%d/%s", password: "%s", owner: { user: %s, password: "%s" } }
            sealingKey: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
            sources:
              - name: prometheus
                kind: prometheus
                url: "http://127.0.0.1:%d"
                signals:
                  error-rate:
                    query: 'sum(rate(errors_total{model="{{model}}"}[{{window}}]))'
                    samples: 'sum(increase(requests_total{model="{{model}}"}[{{window}}]))'
                    unit: ratio
                  latency-p99: { query: 'histogram_quantile(0.99, latency{model="{{model}}"})', unit: s }
              - { name: alerts, kind: alertmanager, token: watches-alerts, target: { upstream: registry, labels: { model: model } } }
            """;

    @Option(
            names = "--watches",
            paramLabel = "N",
            description = "how many are open, each of a target of its own (default: ${DEFAULT-VALUE})")
    private int watches = 10_000;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description = "how far apart the looks of one are (default: ${DEFAULT-VALUE})")
    private int every = 60;

    @Option(names = "--seconds", paramLabel = "N", description = "how long is measured (default: ${DEFAULT-VALUE})")
    private int seconds = 300;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "how many seconds before that do not count (default: ${DEFAULT-VALUE})")
    private int warmUp = 90;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "the gateway's heap at most (default: ${DEFAULT-VALUE})")
    private String heap = "512m";

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        var home = Running.folder("watches-");
        Running.say(Machine.here(home) + "; a heap of " + heap);
        // The gateway's folder is in it and is deleted first.
        try (var source = new Answering();
                var database = EmbeddedDatabase.start(home.resolve("database"), WatchesCommand::progress)) {
            migrate(database);
            try (var owner = Running.owner(database.address())) {
                progress("making " + watches + " watches");
                Watches.make(owner, watches, every);
                measure(home, source, database, owner);
            }
            return 0;
        } finally {
            Running.delete(home);
        }
    }

    private static void migrate(EmbeddedDatabase database) throws IOException {
        try {
            Schema.migrate(database.address());
        } catch (Schema.AwayException e) {
            throw new IOException(e);
        }
    }

    private void measure(Path home, Answering source, EmbeddedDatabase database, Connection owner)
            throws IOException, SQLException, InterruptedException {
        var address = database.address();
        var lines = MORE.formatted(
                address.app().name(),
                address.port(),
                address.database(),
                address.app().password(),
                address.owner().name(),
                address.owner().password(),
                source.port());
        var more = new Place.More(lines, List.of("-Xmx" + heap));
        var policy = Running.home().resolve("rules/policies/watched").toAbsolutePath();
        var server = server(home);
        // They were due while the gateway started.
        Watches.spread(owner);
        try (var place = Place.open(
                Optional.empty(),
                policy,
                Files.createDirectory(home.resolve("place")),
                more,
                WatchesCommand::progress)) {
            steady(place, source, server, owner);
            catchingUp(place, owner);
        }
    }

    /** The process of the database, which is nobody's child. */
    private static ProcessHandle server(Path home) throws IOException {
        var pid = Files.readAllLines(home.resolve("database/postgresql/postmaster.pid"))
                .getFirst()
                .strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** Looks fall due evenly over the interval. */
    private void steady(Place place, Answering source, ProcessHandle server, Connection owner)
            throws IOException, SQLException, InterruptedException {
        progress("warming up");
        Thread.sleep(Duration.ofSeconds(warmUp));
        var gaps = Watches.gaps(owner);
        var asked = source.asked();
        var lag = Lag.of(place.metrics());
        var before = Use.now(place.process(), server);
        progress("measuring");
        Thread.sleep(Duration.ofSeconds(seconds));
        var after = Use.now(place.process(), server);
        var made = Lag.of(place.metrics()).since(lag);
        var wanted = (double) watches / every;
        var rate = made.looks() / after.secondsSince(before);
        say("looks a second: %.1f, where %.1f are due = %.2f of them", rate, wanted, rate / wanted);
        say(
                "from due to recorded: p50 at most %.2f s, p99 at most %.2f s = %.3f intervals; %d looks were late by more than one",
                made.atMost(50), made.atMost(99), made.atMost(99) / every, Watches.gaps(owner) - gaps);
        say(
                "processor: %.2f of a core the gateway, %.2f PostgreSQL; %.0f queries a second; memory of the gateway %d MiB",
                after.processSince(before),
                after.databaseSince(before),
                (source.asked() - asked) / after.secondsSince(before),
                resident(place.process()));
    }

    /** As the machine counts it. */
    private static long resident(ProcessHandle process) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            var kib =
                    lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElse("VmRSS: 0 kB");
            return Long.parseLong(kib.replaceAll("\\D", "")) >> 10;
        }
    }

    /** All of them are late at once, as where nobody has looked for an hour. */
    private void catchingUp(Place place, Connection owner) throws IOException, SQLException, InterruptedException {
        var lag = Lag.of(place.metrics());
        Watches.neglect(owner);
        var begin = System.nanoTime();
        while (Watches.late(owner)) {
            if (System.nanoTime() - begin > CATCHING_UP.toNanos()) {
                throw new IOException("it has not caught up within " + CATCHING_UP.toMinutes() + " minutes");
            }
            Thread.sleep(Duration.ofMillis(100));
        }
        var took = (System.nanoTime() - begin) / 1e9;
        var looks = Lag.of(place.metrics()).since(lag).looks();
        say("all late at once: caught up after %.1f s, %.0f looks a second", took, looks / took);
    }

    private static void say(String format, Object... arguments) {
        Running.say(String.format(Locale.ROOT, format, arguments));
    }

    private static void progress(String line) {
        System.err.println("watches: " + line);
    }
}
