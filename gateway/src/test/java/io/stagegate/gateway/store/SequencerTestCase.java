package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Frontier;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SealedLog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the audit's log share: records as the gateway writes them, and a sequencer that is called by hand. */
abstract class SequencerTestCase extends StoreTestCase {
    static final LogKeys KEYS_OF_LOG = LogKeys.of("log.example/audit", List.of(new byte[32]));

    Sequencer sequencer;
    SealedLog log;

    @BeforeEach
    void empty() throws SQLException {
        try (var connection = owner();
                var sql = connection.createStatement()) {
            sql.execute("TRUNCATE audit, audit_leaf, audit_tile, audit_checkpoint");
        }
        sequencer = database.sequencer(KEYS_OF_LOG);
        log = database.sealedLog();
    }

    Connection app() throws SQLException {
        var app = embedded.address().app();
        return DriverManager.getConnection(embedded.address().jdbcUrl(), app.name(), app.password());
    }

    /** Records as the gateway writes them, in one transaction. */
    static void write(Connection connection, int from, int to) throws SQLException {
        try (var sql = connection.prepareStatement("""
                INSERT INTO audit (type, subject, upstream, model, environments, operation, record)
                SELECT 'request.refused', 'ann', 'registry', 'm' || n, '{production}', 'op', jsonb_build_object('n', n)
                FROM generate_series(?::int, ?::int - 1) n
                """)) {
            sql.setInt(1, from);
            sql.setInt(2, to);
            sql.execute();
        }
    }

    void write(int from, int to) throws SQLException {
        try (var connection = app()) {
            write(connection, from, to);
        }
    }

    void execute(String statement) throws SQLException {
        try (var connection = owner();
                var sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).as(statement).isPositive();
        }
    }

    Sequencer.Standing round() throws Exception {
        return run(sequencer::round);
    }

    List<SealedLog.Entry> entries() throws Exception {
        return run(() -> log.entries(0, Long.MAX_VALUE, 100_000, Optional.empty()));
    }

    Checkpoint checkpoint() throws Exception {
        return run(() -> log.checkpoint().orElseThrow().checkpoint());
    }

    /** What the log has to be, made anew of the records themselves. */
    void isWhole(long size) throws Exception {
        var entries = entries();
        var tree = Frontier.empty();
        for (var entry : entries) {
            assertThat(entry.index()).isEqualTo(tree.size());
            assertThat(entry.record()).isPresent();
            tree.append(entry.hash());
        }
        assertThat(tree.size()).isEqualTo(size);
        assertThat(entries).extracting(SealedLog.Entry::record).doesNotHaveDuplicates();
        assertThat(checkpoint()).isEqualTo(new Checkpoint("log.example/audit", size, tree.root()));
    }
}
