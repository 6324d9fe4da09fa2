package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.ExactJson;
import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Frontier;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.Proofs;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.proof.SignedNote;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records get places without gaps, whoever writes and whoever sequences; nothing is signed that contradicts what was. */
class SequencerTest extends StoreTestCase {
    private static final LogKeys KEYS_OF_LOG = LogKeys.of("log.example/audit", List.of(new byte[32]));

    private Sequencer sequencer;
    private SealedLog log;

    @BeforeEach
    void empty() throws SQLException {
        try (var connection = owner();
                var sql = connection.createStatement()) {
            sql.execute("TRUNCATE audit, audit_leaf, audit_tile, audit_checkpoint");
        }
        sequencer = database.sequencer(KEYS_OF_LOG);
        log = database.sealedLog();
    }

    private Connection app() throws SQLException {
        var app = embedded.address().app();
        return DriverManager.getConnection(embedded.address().jdbcUrl(), app.name(), app.password());
    }

    /** Records as the gateway writes them, in one transaction. */
    private static void write(Connection connection, int from, int to) throws SQLException {
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

    private void write(int from, int to) throws SQLException {
        try (var connection = app()) {
            write(connection, from, to);
        }
    }

    private void execute(String statement) throws SQLException {
        try (var connection = owner();
                var sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).as(statement).isPositive();
        }
    }

    private Sequencer.Standing round() throws Exception {
        return run(sequencer::round);
    }

    private List<SealedLog.Entry> entries() throws Exception {
        return run(() -> log.entries(0, Long.MAX_VALUE, 100_000, Optional.empty()));
    }

    private Checkpoint checkpoint() throws Exception {
        return run(() -> log.checkpoint().orElseThrow().checkpoint());
    }

    /** What the log has to be, made anew of the records themselves. */
    private void isWhole(long size) throws Exception {
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

    @Test
    void every_record_gets_a_place_and_the_tree_is_signed() throws Exception {
        assertThat(round().signed()).isEmpty();
        write(0, 3);

        assertThat(round().size()).contains(3L);
        isWhole(3);
        // More than a batch, and more than a tile of tiles' edges.
        write(3, 2_600);
        round();
        isWhole(2_600);
        write(2_600, 2_601);
        round();
        isWhole(2_601);

        var note = SignedNote.parse(run(() -> log.checkpoint().orElseThrow().note()));
        assertThat(note.signedBy(KEYS_OF_LOG.verifiers())).isPresent();
        var sealed = run(() -> log.checkpoints(0, 2_601));
        assertThat(sealed).extracting(SealedLog.Noted::size).containsExactly(3L, 2_600L, 2_601L);
    }

    @Test
    void where_nothing_is_new_nothing_is_signed() throws Exception {
        write(0, 3);
        round();
        round();

        assertThat(run(() -> log.checkpoints(0, 100))).hasSize(1);
    }

    @Test
    void proofs_lead_to_what_was_signed() throws Exception {
        write(0, 700);
        round();
        var first = checkpoint();
        write(700, 1_500);
        round();
        var second = checkpoint();

        for (var index : List.of(0L, 255L, 256L, 699L, 700L, 1_499L)) {
            var entry = run(() -> log.inclusion(index, second.size()).orElseThrow());
            assertThat(Proofs.includes(
                            entry.hash(),
                            index,
                            second.size(),
                            second.root(),
                            entry.path().orElseThrow()))
                    .isTrue();
        }
        var proof = run(() -> log.consistency(first.size(), second.size()).orElseThrow());
        assertThat(Proofs.extend(first.size(), first.root(), second.size(), second.root(), proof))
                .isTrue();
        assertThat(run(() -> log.inclusion(1_500, 1_501))).isEmpty();
        assertThat(run(() -> log.inclusion(3, 1_501))).isEmpty();
        assertThat(run(() -> log.consistency(700, 1_501))).isEmpty();
        assertThat(run(() -> log.consistency(0, 700))).isEmpty();
        var id = entries().get(300).record().orElseThrow().get("id").orElseThrow();
        assertThat(run(() -> log.indexOf(Long.parseLong(id.toJson())))).contains(300L);
    }

    @Test
    void a_record_that_commits_late_is_not_passed_over() throws Exception {
        try (var late = app()) {
            late.setAutoCommit(false);
            write(late, 0, 2);
            write(2, 5);
            round();

            assertThat(entries()).isEmpty();
            late.commit();
        }
        round();
        isWhole(5);
        assertThat(entries().getFirst().record().orElseThrow().text("model")).contains("m0");
    }

    @Test
    void many_who_write_while_it_is_sequenced_lose_nothing() throws Exception {
        var done = new AtomicBoolean();
        var writers = new ArrayList<CompletableFuture<Void>>();
        for (var w = 0; w < 6; w++) {
            var from = w * 1_000;
            writers.add(CompletableFuture.runAsync(() -> {
                try (var connection = app()) {
                    connection.setAutoCommit(false);
                    for (var n = from; n < from + 200; n += 4) {
                        write(connection, n, n + 4);
                        Thread.sleep(n % 3);
                        connection.commit();
                    }
                } catch (SQLException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        var all = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new))
                .thenRun(() -> done.set(true));
        var other = database.sequencer(KEYS_OF_LOG);
        while (!done.get()) {
            var mine = threads.call(sequencer::round);
            run(other::round);
            join(mine);
        }
        all.get();
        round();
        run(other::round);

        isWhole(1_200);
        assertThat(sequencer.contradiction()).isEmpty();
        assertThat(other.contradiction()).isEmpty();
    }

    @Test
    void one_of_two_sequences_and_the_other_goes_on_when_it_is_gone() throws Exception {
        write(0, 10);
        round();
        try (var holder = app();
                var sql = holder.createStatement()) {
            holder.setAutoCommit(false);
            sql.execute("SELECT pg_advisory_xact_lock(" + 0x6175646974L + ")");
            write(10, 20);

            assertThat(round()).isEqualTo(Sequencer.Standing.ELSEWHERE);
            assertThat(entries()).hasSize(10);
        }
        // Its connection has ended, and with it its lock.
        assertThat(run(database.sequencer(KEYS_OF_LOG)::round).size()).contains(20L);
        isWhole(20);
    }

    @Test
    void one_who_comes_later_finishes_what_was_left_unsigned() throws Exception {
        write(0, 10);
        round();
        write(10, 20);
        round();
        // As a crash between the two transactions leaves it.
        execute("DELETE FROM audit_checkpoint WHERE size = 20");

        run(database.sequencer(KEYS_OF_LOG)::round);
        isWhole(20);
    }

    @Test
    void the_role_of_the_gateway_can_only_append_and_leaves_no_gap() throws Exception {
        write(0, 3);
        round();
        for (var statement : List.of(
                "UPDATE audit_leaf SET hash = hash",
                "DELETE FROM audit_leaf",
                "TRUNCATE audit_leaf",
                "UPDATE audit_tile SET hash = hash",
                "DELETE FROM audit_checkpoint",
                "UPDATE audit_checkpoint SET note = ''")) {
            assertThatThrownBy(() -> asApp(statement)).hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() ->
                        asApp("INSERT INTO audit_leaf SELECT 4, tx, id + 100, at, hash FROM audit_leaf WHERE seq = 0"))
                .hasMessageContaining("leaves no gap");
        assertThatThrownBy(
                        () -> asApp("INSERT INTO audit_leaf SELECT 3, tx, id, at, hash FROM audit_leaf WHERE seq = 0"))
                .hasMessageContaining("duplicate key");
    }

    private void asApp(String statement) throws SQLException {
        try (var connection = app();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void a_log_that_is_not_what_was_signed_is_not_signed_any_more() throws Exception {
        var tile = "UPDATE audit_tile SET hash = decode(repeat('00', 32), 'hex') WHERE position = 0";
        for (var statement : List.of(
                tile,
                "UPDATE audit_leaf SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 599",
                "DELETE FROM audit_leaf WHERE seq = 599; UPDATE audit SET subject = 'eve' WHERE model = 'm599'",
                "DELETE FROM audit_tile",
                "UPDATE audit_checkpoint SET root = decode(repeat('00', 32), 'hex')",
                "UPDATE audit_checkpoint SET size = 599",
                "UPDATE audit_checkpoint SET note = replace(note, '600', '599')",
                "UPDATE audit_checkpoint SET note = 'x'")) {
            empty();
            write(0, 600);
            round();
            execute(statement);
            write(600, 601);
            // One that has nothing in memory.
            var fresh = database.sequencer(KEYS_OF_LOG);
            run(fresh::round);

            assertThat(fresh.contradiction()).as(statement).isPresent();
            assertThat(run(() -> log.checkpoints(600, 1_000))).as(statement).isEmpty();
            run(fresh::round);
            assertThat(traces()).as(statement).isEqualTo(1);
        }
    }

    @Test
    void a_place_that_was_taken_away_is_given_again_to_the_same_record() throws Exception {
        write(0, 600);
        round();
        execute("DELETE FROM audit_leaf WHERE seq = 599");

        run(database.sequencer(KEYS_OF_LOG)::round);
        isWhole(600);
    }

    private int traces() throws SQLException {
        try (var connection = owner();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM audit WHERE type = 'audit.contradicted'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void what_a_gateway_has_seen_signed_cannot_be_taken_away_behind_it() throws Exception {
        write(0, 5);
        round();
        execute("DELETE FROM audit_checkpoint");
        execute("UPDATE audit SET subject = 'eve' WHERE model = 'm2'");
        execute("DELETE FROM audit_leaf");

        round();

        assertThat(sequencer.contradiction())
                .hasValueSatisfying(why -> assertThat(why).contains("not there any more"));
        assertThat(run(log::checkpoint)).isEmpty();
    }

    @Test
    void a_key_is_changed_by_putting_a_new_one_first() throws Exception {
        write(0, 5);
        round();
        var seed = new byte[32];
        seed[0] = 1;
        var alone = database.sequencer(LogKeys.of("log.example/audit", List.of(seed)));
        run(alone::round);
        assertThat(alone.contradiction())
                .hasValueSatisfying(why -> assertThat(why).contains("put the old one behind"));

        var keys = LogKeys.of("log.example/audit", List.of(seed, new byte[32]));
        run(database.sequencer(keys)::round);
        var again = database.sequencer(LogKeys.of("log.example/audit", List.of(seed)));
        run(again::round);

        assertThat(again.contradiction()).isEmpty();
        assertThat(keys.allHaveSigned(SignedNote.parse(
                        run(() -> log.checkpoint().orElseThrow().note()))))
                .isTrue();
    }

    @Test
    void without_a_key_there_are_places_and_no_checkpoints() throws Exception {
        write(0, 5);
        run(database.sequencer(new LogKeys("log", List.of()))::round);

        assertThat(entries()).hasSize(5);
        assertThat(run(log::checkpoint)).isEmpty();
    }

    @Test
    void where_a_dump_has_brought_higher_numbers_of_transactions_it_goes_on() throws Exception {
        write(0, 5);
        round();
        execute("UPDATE audit SET tx = (tx::text::bigint + 1000000000)::text::xid8");
        execute("UPDATE audit_leaf SET tx = (tx::text::bigint + 1000000000)::text::xid8");
        write(5, 8);
        // One that the dump brought, and that had no place yet.
        execute("UPDATE audit SET tx = (tx::text::bigint + 1000000000)::text::xid8 WHERE model = 'm7'");

        round();
        round();
        write(8, 10);
        round();

        isWhole(10);
        assertThat(entries().get(5).record().orElseThrow().text("model")).contains("m7");
    }

    @Test
    void places_stay_when_the_records_of_a_month_are_taken_away() throws Exception {
        write(0, 5);
        round();
        execute("DELETE FROM audit WHERE model = 'm2'");
        write(5, 6);
        round();

        assertThat(sequencer.contradiction()).isEmpty();
        var entries = entries();
        assertThat(entries).hasSize(6);
        assertThat(entries.get(2).record()).isEmpty();
        assertThat(entries.get(3).record()).isPresent();
    }

    @Test
    void a_span_of_time_is_a_span_of_indexes() throws Exception {
        write(0, 5);
        round();
        var middle = run(() -> entries().get(3).record().orElseThrow());
        var at = Instant.parse(middle.text("at").orElseThrow());

        assertThat(run(() -> log.span(Optional.empty(), Optional.empty(), 5))).isEqualTo(new SealedLog.Span(0, 5));
        assertThat(run(() -> log.span(Optional.of(at), Optional.empty(), 5)).from())
                .isEqualTo(3);
        assertThat(run(() -> log.span(Optional.empty(), Optional.of(at), 5)).to())
                .isEqualTo(3);
        assertThat(run(() -> log.span(Optional.of(at.plusSeconds(60)), Optional.empty(), 5)))
                .isEqualTo(new SealedLog.Span(5, 5));
    }

    @Test
    void a_leaf_is_the_whole_record_and_nothing_of_where_it_is_stored() throws Exception {
        write(0, 1);
        round();
        var record = entries().getFirst().record().orElseThrow();

        assertThat(record.members().keySet())
                .containsExactlyInAnyOrder(
                        "id", "at", "type", "subject", "upstream", "model", "environments", "operation", "record");
        assertThat(record.get("record")).contains(JsonObject.EMPTY.with("n", JsonValue.of(0)));
        assertThat(entries().getFirst().hash())
                .isEqualTo(Hash.ofLeaf(ExactJson.of(record).getBytes(StandardCharsets.UTF_8)));
    }
}
