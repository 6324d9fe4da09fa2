package io.stagegate.it.scale;

import io.stagegate.it.gateway.Between;
import io.stagegate.it.gateway.Between.Mode;
import io.stagegate.it.gateway.GatewayProcess;
import io.stagegate.it.gateway.Policies;
import io.stagegate.it.gateway.SharedDatabase;
import io.stagegate.it.gateway.StandIn;
import io.stagegate.it.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** Two replicas on one database, in front of one registry, and what the database says. */
final class Town implements AutoCloseable {
    /** Calls of each replica at once. */
    static final int CONCURRENCY = 8;

    private static final String HEAP = "-Xmx256m";
    private final Path home;
    private final StandIn registry;
    private final Between front;
    private final SharedDatabase database;
    private GatewayProcess one;
    private GatewayProcess other;

    private Town(Path home, StandIn registry, Between front, SharedDatabase database) throws IOException {
        this.home = home;
        this.registry = registry;
        this.front = front;
        this.database = database;
        this.one = replica("one");
        this.other = replica("other");
    }

    static Town start(Path home) throws Exception {
        var registry = StandIn.start();
        var front = new Between(registry.url(), Mode.PASS);
        return new Town(home, registry, front, SharedDatabase.start(home.resolve("database")));
    }

    private GatewayProcess replica(String name) throws IOException {
        var folder = Files.createDirectories(home.resolve(name));
        // Long enough for all of them to be opened before the first one is over.
        var within = Integer.getInteger("stagegate.scale.within", 10);
        var setup = TestGateway.Setup.open(folder.resolve("data"), front.url())
                .policy(Policies.set(folder, "deny", rules(within)))
                .more("    concurrency: " + CONCURRENCY + "\n    hold: { wait: 60m, expires: 3h }")
                .database(
                        database.lines() + "holds: { limits: { requester: 1000000, model: 1000, total: 1000000 } }\n");
        return GatewayProcess.start(folder, setup, HEAP, "-XX:+UseCompactObjectHeaders");
    }

    /** @param within how long some wait at most, in seconds */
    private static String rules(int within) {
        return """
            rule "Held"
              @id("S-001") @owner("tests")
            when
              Promotion( !model.startsWith("brief") )
            then
              decision.hold("by the rules", approvals(1).from("ml-leads"));
            end

            rule "Held for a moment"
              @id("S-002") @owner("tests")
            when
              Promotion( model.startsWith("brief") )
            then
              decision.hold("by the rules", approvals(1).from("ml-leads").within("%ds"));
            end
            """.formatted(within);
    }

    GatewayProcess one() {
        return one;
    }

    GatewayProcess other() {
        return other;
    }

    /** What stands before the registry, and counts what comes. */
    Between front() {
        return front;
    }

    /** New models with two versions, the first of which serves. */
    List<String> models(String prefix, int count) {
        var models = registry.registry();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var name = prefix + "-" + i;
                    models.model(name, 0.9, 0.95);
                    models.alias(name, "champion", "1");
                    return name;
                })
                .toList();
    }

    /**
     * Copies a hold in the database, as of other versions of some models and asked for by other people. The copies are listed, counted
     * and looked through like all others; their seals do not fit, so that none of them could be released.
     */
    void park(String hold, List<String> models, int count) throws SQLException {
        database.run("CREATE TABLE copies AS SELECT i, 'p-copy-' || i AS promotion, 'h-copy-' || i AS hold, "
                + "(ARRAY['" + String.join("','", models) + "'])[1 + i % " + models.size() + "] AS model "
                + "FROM generate_series(1, " + count + ") i");
        database.run("""
                INSERT INTO promotion SELECT (jsonb_populate_record(p, jsonb_build_object(
                    'id', c.promotion, 'model', c.model, 'fingerprint', c.promotion, 'subject_id', 'person-' || c.i %% 2000))).*
                FROM promotion p JOIN hold h ON h.promotion = p.id AND h.id = '%s', copies c
                """.formatted(hold));
        database.run("""
                INSERT INTO decision (promotion, phase, effect, policy, evaluation)
                SELECT c.promotion, d.phase, d.effect, d.policy, d.evaluation
                FROM decision d JOIN hold h ON h.promotion = d.promotion AND h.id = '%s', copies c
                """.formatted(hold));
        database.run("""
                INSERT INTO hold SELECT (jsonb_populate_record(h, jsonb_build_object(
                    'id', c.hold, 'promotion', c.promotion, 'digest', 'sha256:' || md5(c.hold),
                    'after', jsonb_set(jsonb_set(h.after, '{0,target,model}', to_jsonb(c.model)),
                        '{0,versions}', jsonb_build_array((100 + c.i)::text))))).*
                FROM hold h, copies c WHERE h.id = '%s'
                """.formatted(hold));
        database.run("ANALYZE");
    }

    /** Makes so many copies overdue, or as many as there are; returns how many. */
    int endCopies(int count) throws SQLException {
        database.run("ALTER TABLE hold DISABLE TRIGGER hold_transition");
        var ended = database.run("""
                UPDATE hold SET expires_at = clock_timestamp()
                WHERE id IN (SELECT id FROM hold WHERE id LIKE 'h-copy-%%' AND state = 'pending' LIMIT %d)
                """.formatted(count));
        database.run("ALTER TABLE hold ENABLE TRIGGER hold_transition");
        return ended;
    }

    /** The holds that wait. */
    long waiting() throws SQLException {
        return database.number("SELECT count(*) FROM hold WHERE state IN ('pending', 'approved')");
    }

    /** Those of them whose time is over. */
    long overdue() {
        try {
            return database.number(
                    "SELECT count(*) FROM hold WHERE state = 'pending' AND expires_at < clock_timestamp()");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Holds that expired more than once, as the audit says. */
    long expiredTwice() throws SQLException {
        return database.number("""
                SELECT count(*) FROM (SELECT 1 FROM audit WHERE type = 'hold.expired' GROUP BY promotion HAVING count(*) > 1) t
                """);
    }

    void killAll() throws InterruptedException {
        one.kill();
        other.kill();
    }

    void restartOne() throws IOException {
        one = replica("one");
    }

    void restartOther() throws IOException {
        other = replica("other");
    }

    @Override
    public void close() throws IOException {
        other.close();
        one.close();
        database.close();
        front.close();
        registry.close();
    }
}
