package io.stagegate.benchmarks.watches;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stagegate.benchmarks.running.Running;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.store.DatabaseAddress;
import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.Schema;
import io.stagegate.gateway.threads.VirtualThreads;
import io.stagegate.gateway.watch.WatchTally;
import io.stagegate.gateway.watch.Watcher;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.drools.CompiledPolicy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run watches}. */
@Command(
        name = "watches",
        description = {
            "Looks at very many watches: how late the looks are, and how many could be made.",
            "STAGEGATE_JAVA_OPTS=-Xmx512m bounds the memory."
        },
        mixinStandardHelpOptions = true)
public final class WatchesCommand implements Callable<Integer> {
    /** As often as a gateway does. */
    private static final long ROUND = 500;

    @Option(
            names = "--watches",
            paramLabel = "N",
            description = "how many are open, each of a target of its own (default: 10000)")
    private int watches = 10_000;

    @Option(names = "--every", paramLabel = "SECONDS", description = "how far apart the looks of one are (default: 60)")
    private int every = 60;

    @Option(names = "--seconds", paramLabel = "N", description = "how long is measured (default: 300)")
    private int seconds = 300;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "how many seconds before that do not count (default: 60)")
    private int warmUp = 60;

    @Override
    public Integer call() throws Exception {
        Running.sayMachine();
        Running.say(Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB of heap at most");
        var home = Running.folder("watches");
        var vertx = Vertx.vertx();
        try (var embedded = EmbeddedDatabase.start(home.resolve("data"), _ -> {})) {
            Schema.migrate(embedded.address());
            try (var owner = Running.owner(embedded.address())) {
                Rows.make(owner, watches, every);
                measure(vertx, embedded.address(), owner, server(home));
            }
            return 0;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            Running.delete(home);
        }
    }

    /** The process of the database: it is nobody's child. */
    private static long server(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            var pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst();
            return Long.parseLong(
                    Files.readAllLines(pid.orElseThrow()).getFirst().strip());
        }
    }

    private void measure(Vertx vertx, DatabaseAddress address, Connection owner, long server) throws Exception {
        var policy = PolicySource.read(Running.home().resolve("rules/policies/baseline"));
        try (var database = new Database(vertx, address, Optional.empty());
                var source = Loopback.start(vertx, database.alerts());
                var rules = CompiledPolicy.compile(policy)) {
            var threads = new VirtualThreads(vertx);
            var clock = database.clock(InstantSource.system());
            var lags = new Lags(database.watches(), clock);
            var parts = new Watcher.Parts(
                    source, new Judge(rules), _ -> {}, new WatchTally(new SimpleMeterRegistry()), clock, threads);
            var watcher = new Watcher(lags.watched(), database.holds(), Map.of(), parts);
            var timer = vertx.setPeriodic(ROUND, _ -> threads.execute(watcher::round));
            steady(lags, server);
            catchingUp(lags, owner);
            vertx.cancelTimer(timer);
            end(lags);
        }
    }

    /** What is under way comes to its end before the database goes. */
    private static void end(Lags lags) throws InterruptedException {
        var before = -1L;
        while (lags.all().length != before) {
            before = lags.all().length;
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    /** Looks fall due evenly over the interval. */
    private void steady(Lags lags, long server) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(warmUp));
        lags.clear();
        var before = Use.now(server);
        Thread.sleep(Duration.ofSeconds(seconds));
        var after = Use.now(server);
        var all = lags.all();
        var made = all.length / after.secondsSince(before);
        var wanted = (double) watches / every;
        say("looks a second, where %.1f are due: %.1f = %.2f of them", wanted, made, made / wanted);
        say(
                "from due to recorded: p50 %.0f ms  p99 %.0f ms  longest %.0f ms  = p99 of %.3f intervals; %d gaps",
                Running.millis(all, 50),
                Running.millis(all, 99),
                Running.millis(all, 100),
                Running.millis(all, 99) / 1_000 / every,
                lags.gaps());
        say(
                "%.2f of a core for looking, source included, %.2f for PostgreSQL; %d MiB of heap in use",
                after.mineSince(before), after.databaseSince(before), Use.heap());
    }

    /** All of them fall due at once, as where nobody looked for a while. */
    private void catchingUp(Lags lags, Connection owner) throws SQLException, InterruptedException {
        lags.clear();
        try (var statement = owner.createStatement()) {
            statement.execute(
                    "UPDATE watch SET due_at = due_at - (1 + ceil(3600 / extract(epoch FROM every))) * every");
        }
        var begin = System.nanoTime();
        while (late(owner)) {
            Thread.sleep(Duration.ofMillis(100));
        }
        var took = (System.nanoTime() - begin) / 1e9;
        say("all of them due at once: looked at after %.1f s, %.0f a second", took, lags.all().length / took);
    }

    private static boolean late(Connection owner) throws SQLException {
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM watch WHERE due_at < now() - every)")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static void say(String format, Object... arguments) {
        Running.say(String.format(Locale.ROOT, format, arguments));
    }
}
