package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SignedNote;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is signed that contradicts what was, whatever somebody does to the tables. */
class ContradictionTest extends SequencerTestCase {

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
}
