package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.hold;
import static io.stagegate.gateway.store.StoreFixture.opening;
import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;

import io.stagegate.core.decision.Requirement;
import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.hold.Holds;
import io.stagegate.gateway.hold.Names;
import io.stagegate.gateway.hold.Review;
import io.stagegate.gateway.hold.Review.Verdict;
import io.stagegate.gateway.journal.Journal;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.seal.SealingKeys;
import io.stagegate.gateway.threads.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the store share: an embedded server of their own, and calls from a virtual thread as the gateway makes them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreTestCase {
    static final Outcome APPLIED = new Outcome.Applied(Reply.json(200, "{}"), false);

    static final SealingKeys KEYS = new SealingKeys(List.of(new byte[32]));
    /** Nobody whom a requirement names. */
    static final Names NOBODY = Names.of("nobody", List.of());

    final Vertx vertx = Vertx.vertx();
    final VirtualThreads threads = new VirtualThreads(vertx);
    Path data = Path.of("");
    EmbeddedDatabase embedded;
    Database database;
    Journal journal;
    Holds holds;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        data = home.resolve("data");
        embedded = EmbeddedDatabase.start(data, _ -> {});
        Schema.migrate(embedded.address());
        database = new Database(vertx, embedded.address(), Optional.of(KEYS));
        journal = database.journal();
        holds = database.holds();
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        embedded.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    String apply(String model, String version) throws Exception {
        return run(() -> {
            var lease = journal.lease(resources(model), Duration.ZERO).orElseThrow();
            var attempt = journal.intend(submission(model, version), permit(model, "1", version), lease);
            journal.settle(attempt, APPLIED);
            return attempt.snapshot();
        });
    }

    Hold open(String model, Duration expires) throws Exception {
        return open(model, StoreFixture.ONE, expires);
    }

    Hold open(String model, Requirement requirement, Duration expires) throws Exception {
        return run(() -> holds.open(
                submission(model, "2"), hold(model, "1", "2"), opening(requirement, expires), Optional.of(new byte[] {
                    1, 2, 3
                })));
    }

    static Review review(String person, Verdict verdict) {
        return new Review(person, Set.of(), verdict, "", "sha256:seen", Instant.EPOCH);
    }

    String one(String query) throws SQLException {
        try (var connection = owner();
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return Objects.requireNonNull(rows.getString(1));
        }
    }

    java.sql.Connection owner() throws SQLException {
        var owner = embedded.address().owner();
        return DriverManager.getConnection(embedded.address().jdbcUrl(), owner.name(), owner.password());
    }

    /** Ends the connections by which owners say that they live. */
    void terminateLocks() throws SQLException, IOException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + embedded.address().port() + "/stagegate",
                        "postgres",
                        Files.readString(data.resolve("superuser.password")));
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        }
    }

    <T> T run(Callable<T> task) throws Exception {
        try {
            return threads.call(task).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    static <T> T eventually(Callable<Optional<T>> look) throws Exception {
        for (var tries = 0; tries < 100; tries++) {
            var found = look.call();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it did not come about");
    }
}
