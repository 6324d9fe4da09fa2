package io.stagegate.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.it.faults.History.Heard;
import io.stagegate.it.faults.History.Said;
import io.stagegate.it.faults.History.Told;
import io.stagegate.it.faults.LoggedUpstream.Entry;
import io.stagegate.it.faults.Plants.Plant;
import io.stagegate.it.gateway.SharedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker finds what it is there to find: each way to break an invariant is planted in a story in which all of them hold. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckerIT {
    /** Was held and approved by ann, released and applied; what mia asked for. */
    private static final String STORY = """
            INSERT INTO promotion (id, at, upstream, workspace, model, operation, action, subject_id, subject, change, fingerprint,
                open, evaluation_digest, policy, settled_at)
            VALUES ('p-1', now(), 'registry', '', 'held', 'op', 'promote', 'mia', '{}',
                '{"calls": [{"method": "POST", "target": "%1$s", "body": %2$s}]}', 'f-1', false, 'e', 'd', now());
            INSERT INTO decision (promotion, phase, effect, policy, evaluation) VALUES ('p-1', 'request', 'hold', 'd', '{}');
            INSERT INTO hold (id, promotion, state, requester, requirement, digest, environments, expires_at)
            VALUES ('h-1', 'p-1', 'released', '{}', '{"approvals": [{"count": 1}]}', 'd-1', '{}', now() + interval '1 day');
            INSERT INTO review (hold, at, reviewer, groups, verdict, comment, digest)
            VALUES ('h-1', clock_timestamp(), 'ann', '{}', 'approved', '', 'd-1');
            INSERT INTO snapshot (id, promotion, upstream, targets)
            VALUES ('s-1', 'p-1', 'registry', '{"targets": [{"before": {"versions": ["1"]}}]}');
            INSERT INTO attempt (id, promotion, snapshot, resources, owner, epochs, open)
            VALUES ('a-1', 'p-1', 's-1', '{}', 1, '{}', false);
            INSERT INTO outcome (attempt, outcome, detail, reply) VALUES ('a-1', 'applied', '', '{}');
            INSERT INTO event (id, type, promotion, hold, data) VALUES
                ('e-1', 'hold.created', 'p-1', 'h-1', '{}'), ('e-2', 'hold.reviewed', 'p-1', 'h-1', '{}'),
                ('e-3', 'hold.released', 'p-1', 'h-1', '{}'), ('e-4', 'promotion.applied', 'p-1', NULL, '{}');
            INSERT INTO delivery (event, webhook, promotion, state) SELECT id, 'log', promotion, 'delivered' FROM event;
            """.formatted(Plants.PATH, Plants.BODY);

    private static final List<String> AUDIT = List.of(
            "promotion.decided {}",
            "hold.opened {\"hold\":\"h-1\"}",
            "hold.reviewed {\"hold\":\"h-1\"}",
            "hold.released {\"hold\":\"h-1\"}",
            "attempt.intended {\"attempt\":\"a-1\"}",
            "promotion.settled {\"attempt\":\"a-1\"}");

    private SharedDatabase server;
    private Connection database;
    private History history;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        server = SharedDatabase.start(home.resolve("database"));
        server.migrate();
        server.run(STORY);
        for (var record : AUDIT) {
            server.run(Plants.audit(record));
        }
        database = server.connect();
        database.setAutoCommit(false);
        var heard = Stream.of("e-1", "e-2", "e-3", "e-4").map(e -> new Heard(e, 204));
        history = new History(
                List.of(new Entry(Instant.now(), "POST", Plants.PATH, Plants.BODY, 200)),
                List.of(
                        new Told(Plants.BODY, 409, "Stagegate: held as h-1, by F-001"),
                        new Told(Plants.BODY, 200, "{}")),
                List.of(new Said("h-1", "ann", "approved")),
                heard.toList(),
                true);
    }

    @AfterAll
    void stop() throws SQLException, IOException {
        // First, and so also where the connection was never made.
        server.close();
        database.close();
    }

    static Stream<Plant> plants() {
        return Stream.concat(Plants.all(), WatchPlants.all());
    }

    @Test
    void a_story_of_a_watch_in_which_all_hold_breaks_none() throws Exception {
        database.createStatement().execute(WatchPlants.STORY);
        try {
            assertThat(new Checker(database).violations(WatchPlants.seen(history)))
                    .isEmpty();
        } finally {
            database.rollback();
        }
    }

    @Test
    void a_story_in_which_all_hold_breaks_none() throws Exception {
        assertThat(new Checker(database).violations(history)).isEmpty();
        database.rollback();
    }

    @ParameterizedTest
    @MethodSource("plants")
    void what_breaks_an_invariant_is_found(Plant plant) throws Exception {
        if (!plant.sql().isEmpty()) {
            database.createStatement().execute(plant.sql());
        }
        try {
            assertThat(new Checker(database).violations(plant.seen().apply(history)))
                    .anyMatch(found -> found.startsWith(plant.found()));
        } finally {
            database.rollback();
        }
    }

    @Test
    void nothing_is_looked_for_that_is_not_planted() {
        var planted = new HashSet<String>();
        plants().forEach(plant -> planted.add(plant.found()));
        Set<Never> missed = new HashSet<>(Never.TABLES);
        missed.addAll(Never.WEBHOOKS);
        missed.addAll(NeverOfWatches.TABLES);
        missed.addAll(NeverOfWatches.WEBHOOKS);
        missed.removeIf(never -> planted.stream().anyMatch(never.what()::startsWith));

        assertThat(missed).isEmpty();
    }
}
