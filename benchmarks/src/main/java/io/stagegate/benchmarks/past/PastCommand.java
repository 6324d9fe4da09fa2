package io.stagegate.benchmarks.past;

import io.stagegate.benchmarks.running.Running;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.estate.Estate.Selection;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.store.Database;
import io.stagegate.gateway.store.EmbeddedDatabase;
import io.stagegate.gateway.store.Schema;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run past}. */
@Command(
        name = "past",
        description =
                "What all targets served at some time, and what one has served, beside reading all that is recorded.",
        mixinStandardHelpOptions = true)
public final class PastCommand implements Callable<Integer> {
    private static final Selection ANY =
            new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Instant MIDDLE = Instant.parse("2026-06-01T00:00:00Z");

    @Option(names = "--targets", paramLabel = "N", description = "how many there are (default: 10000)")
    private int targets = 10_000;

    @Option(names = "--changes", paramLabel = "N", description = "how many changes, in all (default: 1000000)")
    private int changes = 1_000_000;

    @Option(names = "--times", paramLabel = "N", description = "how often each is asked (default: 50)")
    private int times = 50;

    @Override
    public Integer call() throws Exception {
        Running.sayMachine();
        var home = Running.folder("past");
        var vertx = Vertx.vertx();
        try (var embedded = EmbeddedDatabase.start(home.resolve("data"), _ -> {})) {
            Schema.migrate(embedded.address());
            try (var owner = Running.owner(embedded.address())) {
                fill(owner);
                try (var database = new Database(vertx, embedded.address(), Optional.empty())) {
                    measure(new VirtualThreads(vertx), database.estate(), owner);
                }
            }
            return 0;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            Running.delete(home);
        }
    }

    /** Changes by promotions of a thousand people's asking, evenly over a year. */
    private void fill(Connection owner) throws SQLException {
        Running.say(String.format(Locale.ROOT, "making %,d changes of %,d targets", changes, targets));
        try (var statement = owner.createStatement()) {
            statement.execute("""
                    INSERT INTO promotion (id, at, upstream, workspace, model, operation, action, subject_id, subject, change,
                        fingerprint, open, evaluation_digest, policy, settled_at)
                    SELECT 'p-' || n, now(), 'registry', '', 'model', 'mlflow:set-alias', 'promote', 'person-' || n, '{}', '{}',
                        'f-' || n, false, 'sha256:0', 'sha256:0', now() FROM generate_series(1, 1000) n""");
            statement.execute(String.format(Locale.ROOT, """
                    INSERT INTO target (id, name, upstream, workspace, model)
                    SELECT target_id(name), name, 'registry', '', 'model-' || n
                    FROM (SELECT n, 'registry/model-' || n || '@champion' AS name FROM generate_series(1, %d) n) t""", targets));
            statement.execute(String.format(Locale.ROOT, """
                    INSERT INTO serving (target, at, environment, versions, state, known, promotion)
                    SELECT target_id('registry/model-' || (1 + n %% %d) || '@champion'),
                        timestamptz '2026-01-01' + n * interval '1 year' / %d, 'production', ARRAY[n::text],
                        jsonb_build_object('target', jsonb_build_object('name', 'registry/model'), 'versions', ARRAY[n::text]),
                        'forwarded', 'p-' || (1 + n %% 1000)
                    FROM generate_series(0, %d - 1) n""", targets, changes, changes));
            statement.execute("VACUUM ANALYZE");
        }
    }

    private void measure(VirtualThreads threads, Estate estate, Connection owner) throws Exception {
        var id = threads.call(() -> estate.targets(ANY, Optional.empty(), new Part(Optional.empty(), 1)))
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .items()
                .getFirst()
                .text("id")
                .orElseThrow();
        var scan = timed(() -> scan(owner));
        tell("reading all that is recorded", scan, scan);
        tell(
                "all targets as of the middle of the year",
                asked(threads, () -> estate.targets(ANY, Optional.of(MIDDLE), all())),
                scan);
        tell("all targets as of now", asked(threads, () -> estate.targets(ANY, Optional.empty(), all())), scan);
        tell(
                "a page of 50 of what a target has served",
                asked(threads, () -> estate.history(id, new Part(Optional.empty(), 50))),
                scan);
        plan(owner);
    }

    private Part all() {
        return new Part(Optional.empty(), targets);
    }

    private static long scan(Connection owner) throws SQLException {
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery("SELECT count(*), max(at), max(versions) FROM serving")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long[] asked(VirtualThreads threads, Callable<?> question) throws Exception {
        return timed(() ->
                threads.call(question).toCompletionStage().toCompletableFuture().get());
    }

    private long[] timed(Callable<?> question) throws Exception {
        var out = new long[times];
        // The first ones warm up.
        for (var n = -times / 5; n < times; n++) {
            var begin = System.nanoTime();
            question.call();
            if (n >= 0) {
                out[n] = System.nanoTime() - begin;
            }
        }
        return out;
    }

    private static void tell(String what, long[] nanos, long[] beside) {
        Running.say(String.format(
                Locale.ROOT,
                "%-45s p50 %7.1f ms  p99 %7.1f ms  = %.2f x reading all",
                what,
                Running.millis(nanos, 50),
                Running.millis(nanos, 99),
                Running.millis(nanos, 50) / Running.millis(beside, 50)));
    }

    /** How PostgreSQL finds what served at a time. */
    private static void plan(Connection owner) throws SQLException {
        Running.say("");
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery("""
                        EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) SELECT t.name, s.versions FROM target t
                        LEFT JOIN LATERAL (SELECT * FROM serving WHERE target = t.id AND at <= '2026-06-01'
                            ORDER BY at DESC, id DESC LIMIT 1) s ON true ORDER BY t.name""")) {
            while (rows.next()) {
                Running.say(rows.getString(1));
            }
        }
    }
}
