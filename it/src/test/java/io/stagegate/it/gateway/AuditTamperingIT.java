package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database's owner does to the audit is found in an export, with the index of the record. */
class AuditTamperingIT extends AuditProofTestCase {
    private static final Pattern FOUND = Pattern.compile("NOT INTACT at record ([0-9]+): .*");

    /** Statements of somebody who owns the database, and the indexes of which one has to be named. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "edit        | 7  | 7  | UPDATE audit SET subject = 'eve' WHERE id = $7",
                "edit deep   | 7  | 7  | UPDATE audit SET record = '{\"n\": 99}' WHERE id = $7",
                "delete      | 7  | 7  | DELETE FROM audit WHERE id = $7",
                "delete leaf | 7  | 7  | DELETE FROM audit_leaf WHERE seq = 7",
                "both        | 7  | 7  | DELETE FROM audit WHERE id = $7; DELETE FROM audit_leaf WHERE seq = 7",
                "close up    | 5  | 11 | DELETE FROM audit_leaf WHERE seq = 7; UPDATE audit_leaf SET seq = seq + 1000 WHERE seq > 7; "
                        + "UPDATE audit_leaf SET seq = seq - 1001 WHERE seq > 7",
                "insert      | 5  | 11 | UPDATE audit_leaf SET seq = seq + 1000 WHERE seq >= 7; UPDATE audit_leaf SET seq = seq - 999 "
                        + "WHERE seq >= 7; INSERT INTO audit_leaf SELECT 7, tx, -1, at, hash FROM audit_leaf WHERE seq = 8; INSERT "
                        + "INTO audit OVERRIDING SYSTEM VALUE SELECT -1, at, type, promotion, subject, upstream, model, "
                        + "environments, operation, decision, policy, record, tx FROM audit WHERE id = $8",
                "reorder     | 5  | 9  | UPDATE audit_leaf SET seq = 1007 WHERE seq = 7; UPDATE audit_leaf SET seq = 7 WHERE seq = 9; "
                        + "UPDATE audit_leaf SET seq = 9 WHERE seq = 1007",
                "swap        | 7  | 7  | UPDATE audit a SET record = b.record FROM audit b WHERE (a.id, b.id) IN (($7, $9), ($9, $7))",
                "duplicate   | 8  | 8  | UPDATE audit_leaf a SET hash = b.hash FROM audit_leaf b WHERE a.seq = 8 AND b.seq = 7",
                "truncate    | 18 | 18 | DELETE FROM audit_leaf WHERE seq >= 18",
                "time        | 7  | 7  | UPDATE audit SET at = at - interval '1 second' WHERE id = $7",
                "both times  | 7  | 7  | UPDATE audit SET at = at - interval '1 second' WHERE id = $7; UPDATE audit_leaf SET at = at - "
                        + "interval '1 second' WHERE seq = 7",
                "hash        | 7  | 7  | UPDATE audit_leaf SET hash = sha256(hash) WHERE seq = 7",
                "checkpoint  | 11 | 11 | UPDATE audit_checkpoint SET note = replace(note, E'\\n12\\n', E'\\n13\\n') WHERE size = 12",
                "signature   | 11 | 11 | UPDATE audit_checkpoint SET note = regexp_replace(note, '[A-Za-z]==', 'A==') WHERE size = 12; "
                        + "UPDATE audit_checkpoint SET note = (SELECT note FROM audit_checkpoint WHERE size = 5) WHERE size = 12",
            })
    void what_the_owner_of_the_database_does_is_found(String kind, long first, long last, String statements)
            throws Exception {
        for (var statement : statements.split("; ", -1)) {
            var text = statement;
            for (var index : List.of(7, 8, 9)) {
                text = text.replace(
                        "$" + index,
                        Long.toString(database.number("SELECT id FROM saved_audit_leaf WHERE seq = " + index)));
            }
            assertThat(database.run(text)).as(text).isPositive();
        }

        var run = verify(export(), "--key", key);

        assertThat(run.code()).as(kind).isEqualTo(1);
        var found = FOUND.matcher(run.out().strip());
        assertThat(found.matches()).as(run.out()).isTrue();
        assertThat(Long.parseLong(found.group(1))).as(run.out()).isBetween(first, last);
    }

    @Test
    void a_record_and_its_hash_that_are_both_changed_are_found_between_two_checkpoints() throws Exception {
        var file = export();
        var forged = Files.readString(file)
                .replaceFirst("\\{\"index\":7,\"hash\":\"[^\"]*\",\"record\":.*\n", forged(file) + "\n");
        Files.writeString(file, forged);

        assertThat(verify(file, "--key", key).out())
                .startsWith("NOT INTACT at record 5: one of the records 5 to 11 is not what was signed");
    }

    private static String forged(Path file) throws IOException {
        var line = Files.readAllLines(file).stream()
                .filter(l -> l.startsWith("{\"index\":7,"))
                .findFirst()
                .orElseThrow();
        var record = line.substring(line.indexOf("\"record\":") + 9, line.length() - 1)
                .replace("\"ann\"", "\"eve\"");
        var hash = Hash.ofLeaf(record.getBytes(StandardCharsets.UTF_8));
        return "{\"index\":7,\"hash\":\"" + hash + "\",\"record\":" + record + "}";
    }

    @Test
    void a_tail_that_is_cut_off_with_its_checkpoints_is_found_by_an_older_one() throws Exception {
        var kept = home.resolve("kept");
        Files.deleteIfExists(kept);
        assertThat(cli("audit", "checkpoint", "--key", key, "--remember", kept.toString())
                        .code())
                .isZero();
        database.run("DELETE FROM audit_checkpoint WHERE size > 12");
        database.run("DELETE FROM audit_leaf WHERE seq >= 12");
        database.run("DELETE FROM audit WHERE id NOT IN (SELECT id FROM audit_leaf)");

        var file = export();
        assertThat(verify(file, "--key", key).code()).isZero();
        var run = verify(file, "--key", key, "--checkpoint", kept.toString());
        assertThat(run.out()).startsWith("NOT INTACT at record 12: the end was cut off");
        var live = cli("audit", "checkpoint", "--key", key, "--remember", kept.toString());
        assertThat(live.code()).isEqualTo(1);
        assertThat(live.err()).contains("NOT INTACT: the log had 20 records, and has 12");
    }

    @Test
    void what_a_foreign_key_has_signed_is_not_taken() throws Exception {
        var foreign = LogKeys.of("log.example/audit", List.of(new byte[32]));
        var last = Checkpoint.of(
                SignedNote.parse(gateway.api("ann").get("/v1/audit/checkpoint").text()));
        try (var connection = database.connect();
                var update = connection.prepareStatement("UPDATE audit_checkpoint SET note = ? WHERE size = 20")) {
            update.setString(1, foreign.sign(last).toString());
            update.executeUpdate();
        }

        assertThat(verify(export(), "--key", key).out())
                .startsWith("NOT INTACT at record 0: the checkpoint is not signed by");
        assertThat(cli("audit", "checkpoint", "--key", key).err()).contains("is not signed by " + key);
    }
}
