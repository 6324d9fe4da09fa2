package io.stagegate.benchmarks.audit;

import io.stagegate.gateway.store.DatabaseAddress;
import java.sql.SQLException;
import java.util.Locale;

/**
 * How long after a record was written the checkpoint was signed that covers it, by the database's clock.
 *
 * @param median of all records, in seconds
 * @param p99 of all records
 * @param longest of all records
 */
record Lag(double median, double p99, double longest) {
    private static final String QUERY = """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY lag), percentile_cont(0.99) WITHIN GROUP (ORDER BY lag), max(lag)
            FROM (SELECT extract(epoch FROM c.at - l.at)::double precision AS lag
                FROM (SELECT at, size, coalesce(lag(size) OVER (ORDER BY size), 0) AS before FROM audit_checkpoint) c
                JOIN audit_leaf l ON l.seq >= c.before AND l.seq < c.size
                WHERE l.seq >= ?) lags
            """;

    /** @param from index of the first record that counts */
    static Lag from(DatabaseAddress address, long from) throws SQLException {
        try (var connection = Door.open(address);
                var query = connection.prepareStatement(QUERY)) {
            query.setLong(1, from);
            try (var rows = query.executeQuery()) {
                rows.next();
                return new Lag(rows.getDouble(1), rows.getDouble(2), rows.getDouble(3));
            }
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f s, 99 %% within %.2f s, the longest %.2f s", median, p99, longest);
    }
}
