package io.stagegate.gateway.store;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.journal.Lease;
import io.stagegate.gateway.store.Sql.Statements;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Leases with fencing epochs, by the database's clock. */
final class Leases {
    /** Longer than a forward with its reading back can take. */
    private static final Duration TIME = Duration.ofSeconds(90);
    /** What is left after it is enough for a change to be answered, or not, and for the clocks to differ in their rates. */
    private static final Duration SAFE = Duration.ofSeconds(45);

    private Leases() {}

    /** All of the resources, in a transaction that is rolled back where it is none; none while an attempt on one of them has no outcome. */
    static Optional<Lease> take(Statements sql, long owner, Set<String> resources) {
        // Looked at only when they are taken: until then whoever had them may have intended something.
        return takeAll(sql, owner, resources).filter(_ -> !busy(sql, resources));
    }

    /** Whether an attempt on one of them has no outcome. */
    static boolean busy(Statements sql, Set<String> resources) {
        var names = resources.toArray(String[]::new);
        return sql.first("SELECT 1 FROM attempt WHERE open AND resources && $1", (Object) names)
                .isPresent();
    }

    /** The same for the resolver of an attempt. */
    static Optional<Lease> takeAll(Statements sql, long owner, Set<String> resources) {
        var begun = System.nanoTime();
        var epochs = new LinkedHashMap<String, Long>();
        for (var resource : new TreeSet<>(resources)) {
            var row = sql.first("""
                    INSERT INTO lease AS l (resource, owner, epoch, until) VALUES ($1, $2, 1, clock_timestamp() + %1$s)
                    ON CONFLICT (resource) DO UPDATE SET owner = $2, epoch = l.epoch + 1, until = clock_timestamp() + %1$s
                    WHERE l.until < clock_timestamp() OR pg_try_advisory_xact_lock(l.owner)
                    RETURNING epoch
                    """.formatted("interval '" + TIME.toSeconds() + " seconds'"), resource, owner);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            epochs.put(resource, row.get().getLong("epoch"));
        }
        return Optional.of(new Lease(epochs, begun + SAFE.toNanos(), begun + TIME.toNanos()));
    }

    /** Whether a lease is still what its holder thinks; locks its rows until the transaction ends. */
    static boolean held(Statements sql, long owner, Lease lease) {
        return lease.epochs().entrySet().stream()
                .allMatch(e -> sql.first(
                                "SELECT 1 FROM lease WHERE resource = $1 AND owner = $2 AND epoch = $3 FOR UPDATE",
                                e.getKey(),
                                owner,
                                e.getValue())
                        .isPresent());
    }

    static void giveUp(Statements sql, long owner, Lease lease) {
        lease.epochs()
                .forEach((resource, epoch) -> sql.update(
                        "UPDATE lease SET until = '-infinity' WHERE resource = $1 AND owner = $2 AND epoch = $3",
                        resource,
                        owner,
                        epoch));
    }

    static JsonObject write(Lease lease) {
        var out = new LinkedHashMap<String, JsonValue>();
        lease.epochs().forEach((resource, epoch) -> out.put(resource, JsonValue.of(epoch)));
        return new JsonObject(out);
    }
}
