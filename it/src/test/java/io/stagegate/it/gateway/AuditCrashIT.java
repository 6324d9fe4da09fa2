package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.faults.Failpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A replica that is killed or frozen while it gives the audit its proofs: another one goes on, and nothing is lost or twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditCrashIT {
    private Path home = Path.of("");
    private StandIn registry;
    private SharedDatabase database;
    private int replicas;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        home = folder;
        registry = StandIn.start();
        database = SharedDatabase.start(home.resolve("database"));
    }

    @AfterAll
    void stop() throws IOException {
        database.close();
        registry.close();
    }

    private TestGateway.Setup setup() {
        return TestGateway.Setup.open(home.resolve("data-" + replicas++), registry.url())
                .database(database.lines());
    }

    private GatewayProcess victim(String... options) throws IOException {
        return GatewayProcess.start(Files.createDirectory(home.resolve("victim-" + replicas)), setup(), options);
    }

    private void record(int count) throws SQLException {
        database.run("""
                INSERT INTO audit (type, subject, upstream, model, environments, operation, record)
                SELECT 'request.refused', 'ann', 'registry', 'm', '{}', 'op', '{}' FROM generate_series(1, %d)
                """.formatted(count));
    }

    private void isWhole(TestGateway gateway) throws SQLException, IOException {
        var records = database.number("SELECT count(*) FROM audit");
        var environment = Map.of("STAGEGATE_URL", gateway.apiUrl(), "STAGEGATE_TOKEN", "ann-token");
        Eventually.holds(() -> {
            try {
                assertThat(database.number("SELECT max(size) FROM audit_checkpoint"))
                        .isEqualTo(records);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        var file = Files.writeString(
                home.resolve("audit.ndjson"),
                Run.of(environment, "audit", "export").out());

        assertThat(Run.of(Map.of(), "audit", "verify", file.toString()).out())
                .startsWith("intact: records 0 to " + (records - 1) + " of " + records + "\n");
        assertThat(database.number("SELECT count(*) FROM audit WHERE type = 'audit.contradicted'"))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_UNSEQUENCED", "SEQUENCED_UNSIGNED"})
    void another_replica_goes_on_where_one_was_killed(Failpoint point) throws Exception {
        try (var victim = victim("-Dstagegate.fault=" + point + ":halt")) {
            record(300);
            Eventually.holds(
                    () -> assertThat(victim.alive()).as("%s was reached", point).isFalse());
        }
        var signed = database.number("SELECT coalesce(max(size), 0) FROM audit_checkpoint");
        assertThat(database.number("SELECT count(*) FROM audit")).isGreaterThan(signed);

        try (var gateway = TestGateway.start(setup())) {
            isWhole(gateway);
            record(10);
            isWhole(gateway);
        }
    }

    @Test
    void one_that_is_frozen_within_its_transaction_is_cut_off() throws Exception {
        var marker = home.resolve("marker");
        try (var victim = victim("-Dstagegate.fault=RECORDED_UNSEQUENCED:wait:" + marker)) {
            record(20);
            Eventually.holds(() -> assertThat(marker).exists());
            victim.freeze();
            try (var gateway = TestGateway.start(setup())) {
                record(20);
                isWhole(gateway);
                Files.delete(marker);
                victim.goOn();
                record(20);
                isWhole(gateway);
            }
        }
    }
}
