package io.stagegate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.faults.History.Heard;
import io.stagegate.it.faults.History.Said;
import io.stagegate.it.faults.History.Told;
import io.stagegate.it.gateway.Eventually;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Policies;
import io.stagegate.it.gateway.Receiver;
import io.stagegate.it.gateway.SharedDatabase;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Replicas of a gateway on one database, in front of one upstream that keeps a log, with a webhook that is told of everything, and
 * what everybody outside was told.
 */
final class Fleet implements AutoCloseable {
    private static final String RULES = """
            rule "Held"
              @id("F-001") @owner("tests")
            when
              Promotion( model.startsWith("held") )
            then
              decision.hold("by the rules", approvals(1).from("ml-leads"));
            end

            rule "Held for a moment"
              @id("F-002") @owner("tests")
            when
              Promotion( model.startsWith("brief") )
            then
              decision.hold("by the rules", approvals(1).from("ml-leads").within("8s"));
            end

            rule "Open"
              @id("F-003") @owner("tests")
            when
              Promotion( model.startsWith("open") )
            then
              decision.permit("by the rules");
            end

            rule "Watched"
              @id("F-004") @owner("tests")
            when
              Promotion( model.startsWith("watched") )
            then
              decision.permit("by the rules");
              decision.watch("1h").every("1s").patience(2).signals("error-rate");
            end
            """ + Policies.PUTS_BACK;
    static final String PUSH = "push-token";
    private static final String PEOPLE = """
              - { id: ann, groups: [ml-leads], token: ann-token }
              - { id: bob, groups: [ml-leads], token: bob-token }
              - { id: mia, groups: [interns], token: mia-token, identities: ["registry:mia"] }
            """;

    private final Path home;
    private final SharedDatabase database;
    private final LoggedUpstream upstream;
    private final Receiver receiver = Receiver.start();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final List<Said> said = new CopyOnWriteArrayList<>();

    private Fleet(Path home, SharedDatabase database, LoggedUpstream upstream) {
        this.home = home;
        this.database = database;
        this.upstream = upstream;
    }

    static Fleet start(Path home) throws IOException {
        return start(home, home.resolve("database"));
    }

    /** In front of a real MLflow. */
    static Fleet beforeMlflow(Path home) throws IOException {
        return new Fleet(
                home,
                SharedDatabase.start(home.resolve("database")),
                LoggedUpstream.mlflow(Files.createDirectory(home.resolve("mlflow"))));
    }

    /** @param data where the database keeps what it knows */
    static Fleet start(Path home, Path data) throws IOException {
        return new Fleet(home, SharedDatabase.start(data), LoggedUpstream.start());
    }

    GatewayProcess replica(String name, String... javaOptions) throws IOException {
        return replica(name, database.port(), javaOptions);
    }

    /** @param port of its own line to the database */
    GatewayProcess replica(String name, int port, String... javaOptions) throws IOException {
        var folder = Files.createDirectories(home.resolve(name));
        var setup = TestGateway.Setup.open(folder.resolve("data"), upstream.url())
                .policy(Policies.set(folder, "deny", RULES))
                .requester(upstream.requester())
                .more("    reads: { username: %s, password: %s }"
                        .formatted(LoggedUpstream.USER, LoggedUpstream.PASSWORD))
                .people(PEOPLE)
                .database(database.lines(port) + """
                        webhooks:
                          - { name: log, url: "%s", secret: whsec_bm9ib2R5IGtub3dzIHRoaXMgc2VjcmV0IGhlcmU=, events: ["*"], private: true }
                        watch: { ask: { from: [ml-leads] } }
                        sources:
                          - { name: pushed, kind: push, token: %s, models: ["watched*"] }
                        """.formatted(receiver.url(), PUSH));
        return GatewayProcess.start(folder, setup, ClockApart.class.getName(), javaOptions);
    }

    Path home() {
        return home;
    }

    SharedDatabase database() {
        return database;
    }

    LoggedUpstream upstream() {
        return upstream;
    }

    Receiver receiver() {
        return receiver;
    }

    /** A client was told something. */
    void told(String body, int status, String text) {
        told.add(new Told(body, status, text));
    }

    /** What clients were told so far. */
    List<Told> told() {
        return List.copyOf(told);
    }

    /** Somebody's word on a hold was taken. */
    void said(String hold, String person, String what) {
        said.add(new Said(hold, person, what));
    }

    /** A model that is there with versions, the first of which is its champion. */
    void model(String model) {
        upstream.registry().model(model, 0.9, 0.95, 0.96);
        upstream.registry().alias(model, "champion", "1");
    }

    /** The version that the champion of a model is; empty where it has none. */
    String champion(String model) {
        return upstream.registry().alias(model, "champion").orElse("");
    }

    /** Twice the time that leases and claims run, as their holders have not noticed. */
    void letLeasesEnd() throws SQLException {
        database.run("UPDATE lease SET until = clock_timestamp() - interval '90 seconds'");
        letClaimsEnd();
    }

    /** The same of claims only. */
    void letClaimsEnd() throws SQLException {
        database.run(
                "UPDATE hold SET claimed_until = clock_timestamp() - interval '60 seconds' WHERE state = 'approved'");
        database.run("UPDATE webhook SET claimed_until = clock_timestamp() - interval '60 seconds'");
    }

    /**
     * Lets what replicas that have gone were forwarding be over, as it is when nobody would wait for it any more: until then whoever takes
     * it over believes that it may still come. To be called before it is taken over.
     */
    void letAttemptsEnd() throws SQLException {
        database.run("UPDATE attempt SET at = at - interval '60 seconds' WHERE open");
        Eventually.holds(() ->
                assertThat(number("SELECT count(*) FROM attempt WHERE open")).isZero());
        database.run("""
                UPDATE attempt a SET at = s.at FROM snapshot s WHERE s.id = a.snapshot AND a.at < s.at
                """);
    }

    /** The one number that a query gives. */
    long number(String sql) {
        try {
            return database.number(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What the checker finds once everything has come to rest. */
    List<String> violations() throws SQLException, IOException {
        try (var connection = database.connect()) {
            var checker = new Checker(connection);
            Eventually.holds(() -> {
                try {
                    assertThat(unrest()).isEmpty();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            return checker.violations(history());
        }
    }

    /** What is under way; empty where everything has come to rest. */
    Optional<String> unrest() throws SQLException {
        // What was not taken is told again when it is due, which may be a while.
        database.run("UPDATE delivery SET due = clock_timestamp() WHERE state = 'pending' AND attempts > 0");
        try (var connection = database.connect()) {
            return new Checker(connection).unrest();
        }
    }

    private History history() {
        var heard = receiver.messages().stream()
                .map(m -> new Heard(m.header("webhook-id"), m.status()))
                .toList();
        return new History(upstream.log(), told, said, heard, true);
    }

    @Override
    public void close() throws IOException {
        upstream.close();
        receiver.close();
        database.close();
    }
}
