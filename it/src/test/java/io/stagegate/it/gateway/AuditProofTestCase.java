package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with an audit of twenty records and three checkpoints, on a database that its owner can be asked to change. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuditProofTestCase {
    static final int SIZE = 20;
    static final List<String> TABLES = List.of("audit", "audit_leaf", "audit_tile", "audit_checkpoint");

    /** What whoever sequences has locked. */
    private static final long SEQUENCING = 0x6175646974L;

    Path home = Path.of("");
    StandIn registry;
    SharedDatabase database;
    TestGateway gateway;
    String key = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        registry = StandIn.start();
        database = SharedDatabase.start(home.resolve("database"));
        gateway = TestGateway.start(TestGateway.Setup.open(home.resolve("data"), registry.url())
                .database(database.lines() + "audit: { origin: log.example/audit }\n"));
        // Checkpoints of 5, 12 and 20 records; the first ones tell which policy set is in force.
        record(5 - Math.toIntExact(database.number("SELECT count(*) FROM audit")));
        record(7);
        record(8);
        key = cli("audit", "key").out().strip();
        for (var table : TABLES) {
            database.run("CREATE TABLE saved_" + table + " AS TABLE " + table);
        }
    }

    /** Records as the gateway writes them, and waits until they are signed. */
    void record(int count) throws SQLException {
        database.run("""
                INSERT INTO audit (type, subject, upstream, model, environments, operation, record)
                SELECT 'request.refused', 'ann', 'registry', 'm', '{}', 'op', jsonb_build_object('n', n)
                FROM generate_series(1, %d) n
                """.formatted(count));
        var all = database.number("SELECT count(*) FROM audit");
        Eventually.holds(() -> assertThat(signed()).isEqualTo(all));
    }

    long signed() {
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

    /** All at once, and while nobody sequences: what is put back would be sequenced anew as long as a part of it is missing. */
    @AfterEach
    void as_it_was() throws SQLException {
        var back = TABLES.stream()
                .map(table -> "TRUNCATE %1$s; INSERT INTO %1$s OVERRIDING SYSTEM VALUE SELECT * FROM saved_%1$s%2$s;"
                        .formatted(table, table.equals("audit_leaf") ? " ORDER BY seq" : ""))
                .collect(Collectors.joining("\n"));
        database.run("DO $$ BEGIN PERFORM pg_advisory_xact_lock(" + SEQUENCING + ");\n" + back + "\nEND $$");
    }

    Run cli(String... arguments) {
        return Run.of(Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "ann-token"), arguments);
    }

    Path export(String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("audit", "export"));
        arguments.addAll(Arrays.asList(options));
        var run = cli(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return Files.writeString(home.resolve("audit.ndjson"), run.out());
    }

    /** As on a machine that knows no gateway. */
    static Run verify(Path file, String... options) {
        var arguments = new ArrayList<>(List.of("audit", "verify", file.toString()));
        arguments.addAll(Arrays.asList(options));
        return Run.of(Map.of(), arguments.toArray(String[]::new));
    }
}
