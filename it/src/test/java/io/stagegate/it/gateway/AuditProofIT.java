package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.Proofs;
import io.stagegate.gateway.proof.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit is exported, checked offline, and proved by the API. */
class AuditProofIT extends AuditProofTestCase {

    @Test
    void an_export_is_checked_offline() throws IOException {
        var run = verify(export(), "--key", key);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("intact: records 0 to 19 of 20\n").contains("checkpoints  3", key);
        assertThat(run.code()).isZero();
        assertThat(verify(export()).err()).contains("give one that you know by --key");
        assertThat(Files.readAllLines(export())).hasSize(1 + SIZE + 2);
    }

    @Test
    void a_part_is_checked_offline_by_its_proofs() throws Exception {
        var from = time(7);
        var to = time(15);
        var file = export("--from", from, "--to", to);

        assertThat(verify(file, "--key", key).out()).startsWith("intact: records 7 to 14 of 20\n");
        Files.writeString(file, Files.readString(file).replaceFirst("\"subject\":\"ann\"", "\"subject\":\"eve\""));
        assertThat(verify(file, "--key", key).out()).startsWith("NOT INTACT at record 7:");
        assertThat(cli("audit", "export", "--from", "2000-01-01T00:00:00Z", "--to", "2000-01-02T00:00:00Z")
                        .code())
                .isEqualTo(1);
    }

    private String time(int index) throws SQLException {
        try (var connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                                + " FROM audit_leaf WHERE seq = " + index)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void what_cannot_be_told_ends_with_2(@TempDir Path folder) throws IOException {
        var nothing = Files.writeString(folder.resolve("nothing"), "{}\n");

        assertThat(verify(nothing, "--key", key).code()).isEqualTo(2);
        assertThat(verify(folder.resolve("absent")).code()).isEqualTo(2);
        assertThat(verify(export(), "--key", "log+1+x").code()).isEqualTo(2);
        assertThat(verify(export(), "--checkpoint", nothing.toString()).code()).isEqualTo(2);
    }

    @Test
    void a_log_is_followed_from_one_checkpoint_to_the_next() throws Exception {
        var kept = home.resolve("followed");
        Files.deleteIfExists(kept);
        Files.writeString(kept, note(5));

        assertThat(cli("audit", "checkpoint", "--key", key, "--remember", kept.toString())
                        .code())
                .isZero();
        assertThat(Files.readString(kept)).isEqualTo(note(20));
        // What is remembered is of a log that went another way.
        var keys = gateway.api("ann").get("/v1/audit/keys").json();
        assertThat(keys.path("origin").asText()).isEqualTo("log.example/audit");
        database.run("UPDATE audit_leaf SET hash = sha256(hash) WHERE seq = 2");
        Files.writeString(kept, note(5));
        var run = cli("audit", "checkpoint", "--key", key, "--remember", kept.toString());
        assertThat(run.err()).contains("NOT INTACT: the log does not begin with the 5 records that it had");
        assertThat(Files.readString(kept)).isEqualTo(note(5));
    }

    private String note(int size) throws SQLException {
        try (var connection = database.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT note FROM saved_audit_checkpoint WHERE size = " + size)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void one_record_is_proved_by_the_api() throws Exception {
        var last = Checkpoint.of(
                SignedNote.parse(gateway.api("ann").get("/v1/audit/checkpoint").text()));
        var id = database.number("SELECT id FROM audit_leaf WHERE seq = 7");
        var byIndex = gateway.api("ann").get("/v1/audit/proofs/inclusion?index=7");
        var byId = gateway.api("ann").get("/v1/audit/proofs/inclusion?record=" + id);

        assertThat(byIndex.json()).isEqualTo(byId.json());
        var proof = byIndex.json()
                .path("proof")
                .valueStream()
                .map(h -> Hash.parse(h.asText()))
                .toList();
        var leaf = Hash.parse(byIndex.json().path("hash").asText());
        assertThat(Proofs.includes(leaf, 7, last.size(), last.root(), proof)).isTrue();
        assertThat(gateway.api("ann").get("/v1/audit/proofs/inclusion").status())
                .isEqualTo(400);
        assertThat(gateway.api("ann").get("/v1/audit/proofs/inclusion?index=20").status())
                .isEqualTo(404);
        assertThat(gateway.api("ann").get("/v1/audit/proofs/consistency?from=5").status())
                .isEqualTo(400);
        assertThat(gateway.api("ann")
                        .get("/v1/audit/proofs/consistency?from=5&to=21")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.api("nobody").get("/v1/audit/export").status()).isEqualTo(401);
        assertThat(gateway.operations().get("/readyz").json().path("audit").asText())
                .isIn("signed", "contradicted");
    }
}
