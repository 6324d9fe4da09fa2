package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.LogKeys;
import io.stagegate.gateway.proof.Proofs;
import io.stagegate.gateway.proof.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit is exported and checked offline; what the database's owner does to it is found, with the index of the record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditProofIT {
    private static final int SIZE = 20;
    private static final List<String> TABLES = List.of("audit", "audit_leaf", "audit_tile", "audit_checkpoint");
    private static final Pattern FOUND = Pattern.compile("NOT INTACT at record ([0-9]+): .*");

    private Path home = Path.of("");
    private StandIn registry;
    private SharedDatabase database;
    private TestGateway gateway;
    private String key = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        registry = StandIn.start();
        database = SharedDatabase.start(home.resolve("database"));
        gateway = TestGateway.start(TestGateway.Setup.open(home.resolve("data"), registry.url())
                .database(database.lines() + "audit: { origin: log.example/audit }\n"));
        // Checkpoints of 5, 12 and 20 records.
        record(5);
        record(7);
        record(8);
        key = cli("audit", "key").out().strip();
        for (var table : TABLES) {
            database.run("CREATE TABLE saved_" + table + " AS TABLE " + table);
        }
    }

    /** Records as the gateway writes them, and waits until they are signed. */
    private void record(int count) throws SQLException {
        database.run("""
                INSERT INTO audit (type, subject, upstream, model, environments, operation, record)
                SELECT 'request.refused', 'ann', 'registry', 'm', '{}', 'op', jsonb_build_object('n', n)
                FROM generate_series(1, %d) n
                """.formatted(count));
        var all = database.number("SELECT count(*) FROM audit");
        Eventually.holds(() -> assertThat(signed()).isEqualTo(all));
    }

    private long signed() {
        var answer = gateway.api("ann").get("/v1/audit/checkpoint");
        return answer.status() == 200
                ? Checkpoint.of(SignedNote.parse(answer.text())).size()
                : 0;
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        database.close();
        registry.close();
    }

    @AfterEach
    void as_it_was() throws SQLException {
        for (var table : TABLES) {
            database.run("TRUNCATE " + table);
            database.run("INSERT INTO " + table + " OVERRIDING SYSTEM VALUE SELECT * FROM saved_" + table
                    + (table.equals("audit_leaf") ? " ORDER BY seq" : ""));
        }
    }

    private Run cli(String... arguments) {
        return Run.of(Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "ann-token"), arguments);
    }

    private Path export(String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("audit", "export"));
        arguments.addAll(Arrays.asList(options));
        var run = cli(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return Files.writeString(home.resolve("audit.ndjson"), run.out());
    }

    /** As on a machine that knows no gateway. */
    private static Run verify(Path file, String... options) {
        var arguments = new ArrayList<>(List.of("audit", "verify", file.toString()));
        arguments.addAll(Arrays.asList(options));
        return Run.of(Map.of(), arguments.toArray(String[]::new));
    }

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
        for (var statement : statements.split("; ")) {
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
