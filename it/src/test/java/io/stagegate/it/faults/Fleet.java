package io.stagegate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.faults.Checker.Told;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Policies;
import io.stagegate.it.gateway.SharedDatabase;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Replicas of a gateway on one database, in front of one upstream that keeps a log, and what its clients were told. */
final class Fleet implements AutoCloseable {
    private static final String RULES = """
            rule "Held"
              @id("F-001") @owner("tests")
            when
              Promotion( model.startsWith("held") )
            then
              decision.hold("by the rules", approvals(1).from("ml-leads"));
            end

            rule "Open"
              @id("F-002") @owner("tests")
            when
              Promotion( model.startsWith("open") )
            then
              decision.permit("by the rules");
            end
            """;

    private final Path home;
    private final SharedDatabase database;
    private final LoggedUpstream upstream;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    private Fleet(Path home, SharedDatabase database, LoggedUpstream upstream) {
        this.home = home;
        this.database = database;
        this.upstream = upstream;
    }

    static Fleet start(Path home) throws IOException {
        return new Fleet(home, SharedDatabase.start(home.resolve("database")), LoggedUpstream.start());
    }

    GatewayProcess replica(String name, String... javaOptions) throws IOException {
        var folder = Files.createDirectories(home.resolve(name));
        var setup = TestGateway.Setup.open(folder.resolve("data"), upstream.url())
                .policy(Policies.set(folder, "deny", RULES))
                .database(database.lines());
        return GatewayProcess.start(folder, setup, javaOptions);
    }

    Path home() {
        return home;
    }

    LoggedUpstream upstream() {
        return upstream;
    }

    /** What a client was told. */
    void told(String body, int status) {
        told.add(new Told(body, status));
    }

    /** The version that the champion of a model is; empty where it has none. */
    String champion(String model) {
        return upstream.registry().registry().alias(model, "champion").orElse("");
    }

    /** Twice the time that leases and claims run, as their holders have not noticed. */
    void letLeasesEnd() throws SQLException {
        database.run("UPDATE lease SET until = clock_timestamp() - interval '90 seconds'");
        database.run(
                "UPDATE hold SET claimed_until = clock_timestamp() - interval '60 seconds' WHERE state = 'approved'");
    }

    /** What the checker finds once everything has come to rest. */
    List<String> violations() throws SQLException, IOException {
        try (var connection = database.connect()) {
            var checker = new Checker(connection);
            Eventually.holds(() -> {
                try {
                    assertThat(checker.unrest()).isEmpty();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            return checker.violations(upstream.log(), told);
        }
    }

    @Override
    public void close() throws IOException {
        upstream.close();
        database.close();
    }
}
