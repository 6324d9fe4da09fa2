package io.stagegate.benchmarks.audit;

import io.stagegate.gateway.store.DatabaseAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** Clients that each append audit records as the gateway does, one in a transaction, as fast as they can. */
final class Appenders {
    private static final String INSERT = """
            INSERT INTO audit (type, promotion, subject, upstream, model, environments, operation, decision, policy, record)
            VALUES ('promotion.decided', 'p-k7f0hctfacd6cydn', 'registry:mia', 'registry', ?, '{production}', 'mlflow:set-alias',
                'permit', 'sha256:fd1d36badacfa2e4d497b2f06f3896f4fb7279882050fcc70850a15b3e52ea33', ?::jsonb)
            """;
    /** About as long as the record of a decision with some facts and findings. */
    private static final String RECORD = "{\"phase\":\"request\",\"requester\":{\"id\":\"registry:mia\",\"groups\":[]},"
            + "\"facts\":[" + "{\"fact\":\"Metric\",\"name\":\"accuracy\",\"value\":0.9375},".repeat(12)
            + "{\"fact\":\"Alias\",\"version\":\"%d\"}],\"findings\":["
            + "{\"rule\":\"EVAL-001\",\"effect\":\"permit\",\"message\":\"no worse than what serves\"}]}";

    private final DatabaseAddress address;

    Appenders(DatabaseAddress address) {
        this.address = address;
    }

    /** How many records they append in a time. */
    long run(int clients, Duration time) {
        var end = System.nanoTime() + time.toNanos();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var running = new ArrayList<CompletableFuture<Long>>();
            for (var client = 0; client < clients; client++) {
                var model = "model-" + client;
                running.add(CompletableFuture.supplyAsync(() -> append(model, end), threads));
            }
            return running.stream().mapToLong(CompletableFuture::join).sum();
        }
    }

    private long append(String model, long end) {
        try (var connection = Door.open(address);
                var insert = connection.prepareStatement(INSERT)) {
            var count = 0L;
            while (System.nanoTime() < end) {
                insert.setString(1, model);
                insert.setString(2, RECORD.formatted(count));
                insert.execute();
                count++;
            }
            return count;
        } catch (SQLException e) {
            throw new IllegalStateException("appending failed", e);
        }
    }
}
