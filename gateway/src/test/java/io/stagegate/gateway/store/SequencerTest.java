package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SealedLog;
import io.stagegate.gateway.proof.SignedNote;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Records get places without gaps, whoever writes and whoever sequences. */
class SequencerTest extends SequencerTestCase {

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

    private void writeMany(int from) {
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
    }

    @Test
    void many_who_write_while_it_is_sequenced_lose_nothing() throws Exception {
        var done = new AtomicBoolean();
        var writers = new ArrayList<CompletableFuture<Void>>();
        for (var w = 0; w < 6; w++) {
            var from = w * 1_000;
            writers.add(CompletableFuture.runAsync(
                    () -> writeMany(from), task -> Thread.ofVirtual().start(task)));
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
        // Its connection ends, a moment later, and with it its lock.
        var other = database.sequencer(KEYS_OF_LOG);
        assertThat(eventually(() -> run(other::round).size())).isEqualTo(20L);
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
}
