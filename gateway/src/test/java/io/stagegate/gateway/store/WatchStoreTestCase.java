package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;

import io.stagegate.core.Subject;
import io.stagegate.core.evidence.Alert;
import io.stagegate.core.json.JsonValue.JsonArray;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.watch.Reading;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Records.Filter;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.watch.Look;
import io.stagegate.gateway.watch.Look.Seen;
import io.stagegate.gateway.watch.Verdict;
import io.stagegate.gateway.watch.Verdict.Word;
import io.stagegate.gateway.watch.Watches;
import io.stagegate.gateway.watch.Watches.Claimed;
import io.stagegate.gateway.watch.Watches.Deed;
import io.stagegate.gateway.watch.Watches.Found;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;

/** What tests of watches share: watches that outcomes begin, and looks at them. */
abstract class WatchStoreTestCase extends StoreTestCase {
    private static final String PLAN = """
            {"plans":[{"length":"PT10M","every":"%s","settling":"PT1M30S","patience":2,"signals":["error-rate"],"files":""}]}
            """;

    Watches watches;

    @BeforeAll
    void watches() {
        watches = database.watches();
    }

    void sql(String text) throws SQLException {
        try (var connection = owner();
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    Attempt intend(String model, String from, String to, Optional<Submission.RestoreOf> restore) throws Exception {
        var asked = submission(model, to, UUID.randomUUID().toString());
        var submission = restore.map(r -> new Submission(
                        asked.id(),
                        asked.upstream(),
                        Subject.itself("watch"),
                        asked.change(),
                        asked.fingerprint(),
                        restore,
                        asked.at()))
                .orElse(asked);
        return run(() -> {
            var lease = journal.lease(resources(model), Duration.ofSeconds(5)).orElseThrow();
            return journal.intend(submission, permit(model, from, to), lease);
        });
    }

    void applied(Attempt attempt) throws Exception {
        run(() -> {
            journal.settle(attempt, APPLIED);
            return true;
        });
    }

    /** Applies a promotion whose rules have asked for a watch. */
    Attempt watched(String model, String from, String to, int everyMillis) throws Exception {
        var attempt = intend(model, from, to, Optional.empty());
        sql("UPDATE attempt SET watch = '%s' WHERE id = '%s'"
                .formatted(PLAN.formatted(Duration.ofMillis(everyMillis)), attempt.id()));
        applied(attempt);
        return attempt;
    }

    static Submission.RestoreOf restore(Attempt of, JsonObject because) {
        return new Submission.RestoreOf(of.snapshot(), false, "", because);
    }

    JsonObject watch(String model) throws Exception {
        var filter = new Filter(Optional.empty(), Optional.of("registry"), Optional.of(model), Optional.empty());
        return run(() -> watches.list(filter, Optional.empty(), new Part(Optional.empty(), 100))).items().stream()
                .max(Comparator.comparing(w -> w.text("begunAt").orElseThrow()))
                .orElseThrow();
    }

    static String id(JsonObject watch) {
        return watch.text("id").orElseThrow();
    }

    JsonObject found(String id) throws Exception {
        return run(() -> watches.find(id)).orElseThrow();
    }

    List<String> audited(String watch) throws Exception {
        var types = new ArrayList<String>();
        try (var connection = owner();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT type FROM audit WHERE record ->> 'watch' = '%s' ORDER BY id"
                                .formatted(watch))) {
            while (rows.next()) {
                types.add(rows.getString(1));
            }
        }
        return types;
    }

    Optional<Claimed> claim(Watches by, String model) throws Exception {
        return run(() -> by.claim(100)).stream()
                .filter(c -> c.watch().change().target().model().equals(model))
                .findFirst();
    }

    void makeDue(String model, String ago) throws SQLException {
        sql("UPDATE watch SET due_at = clock_timestamp() - interval '%s' WHERE model = '%s' AND state = 'open'"
                .formatted(ago, model));
    }

    /** Makes the next look due so long ago, and claims it. */
    Optional<Claimed> due(String model, String ago) throws Exception {
        makeDue(model, ago);
        return claim(watches, model);
    }

    void over(String model) throws SQLException {
        sql("ALTER TABLE watch DISABLE TRIGGER watch_transition");
        sql("UPDATE watch SET until = clock_timestamp() WHERE model = '%s' AND state = 'open'".formatted(model));
        sql("ALTER TABLE watch ENABLE TRIGGER watch_transition");
    }

    void look(String model, String ago, double value) throws Exception {
        var claimed = due(model, ago);
        run(() -> looked(watches, claimed.orElseThrow(), value));
    }

    static Optional<Integer> looked(Watches by, Claimed claimed, double value) {
        var reading = new Reading("error-rate", Reading.State.READ, value, 10, "ratio", "test", claimed.at());
        var seen = new Seen(
                List.of(reading), List.of(new Alert("Slow", "page", "it is slow", Instant.EPOCH, "test")), List.of());
        var nothing = new Verdict(Word.LEAVE, List.of(), JsonArray.EMPTY, "sha256:p");
        return by.looked(
                claimed, new Found("2", List.of(reading), new Look(claimed.at(), claimed.gap(), seen), nothing));
    }

    static Deed deed(Claimed claimed, int look) {
        return new Deed(claimed.watch(), look, "error-rate=read", JsonObject.EMPTY);
    }
}
