package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts.Served;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.estate.Estate.Selection;
import io.stagegate.gateway.estate.Estate.Verdict;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Outcome;
import io.stagegate.gateway.journal.Records.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** What targets serve and have served: told by what was applied, and by what is seen. */
class EstateTest extends StoreTestCase {
    private static final BiPredicate<TargetState, TargetState> EQUAL = Object::equals;

    @Test
    void what_is_seen_first_is_adopted_once() throws Exception {
        var begun = now();

        assertThat(seen(begun, "first", "1")).isEqualTo(Verdict.ADOPTED);
        assertThat(seen(begun, "first", "1")).isEqualTo(Verdict.KNOWN);
        assertThat(seen(begun, "never")).isEqualTo(Verdict.KNOWN);
        assertThat(known("first")).containsExactly("adopted 1");
        assertThat(known("never")).isEmpty();
    }

    @Test
    void what_is_seen_otherwise_is_a_drift_for_the_first_who_sees_it() throws Exception {
        seen(now(), "drift", "1");
        var begun = now();

        assertThat(seen(begun, "drift", "2")).isEqualTo(Verdict.DRIFTED);
        assertThat(seen(begun, "drift", "2")).isEqualTo(Verdict.KNOWN);
        assertThat(seen(now(), "drift")).isEqualTo(Verdict.DRIFTED);
        assertThat(known("drift")).containsExactly("drifted ", "drifted 2", "adopted 1");
    }

    @Test
    void what_was_looked_at_before_a_change_of_the_gateways_own_ended_tells_nothing() throws Exception {
        seen(now(), "race", "1");
        var before = now();
        var attempt = intend("race", "1", "2");
        assertThat(seen(now(), "race", "2")).isEqualTo(Verdict.UNDER_WAY);

        run(() -> {
            journal.settle(attempt, APPLIED);
            return true;
        });

        assertThat(seen(before, "race", "1")).isEqualTo(Verdict.UNDER_WAY);
        assertThat(seen(now(), "race", "2")).isEqualTo(Verdict.KNOWN);
        assertThat(known("race")).containsExactly("forwarded 2", "adopted 1");
    }

    @Test
    void what_was_not_applied_changes_nothing() throws Exception {
        seen(now(), "refused", "1");
        var attempt = intend("refused", "1", "2");
        run(() -> {
            journal.settle(attempt, new Outcome.NotApplied(APPLIED.reply(), "it was not sent", true));
            return true;
        });

        assertThat(known("refused")).containsExactly("adopted 1");
    }

    @Test
    void a_promotion_brings_what_it_found_where_that_was_not_known() throws Exception {
        apply("unseen", "1", "2");
        apply("unseen", "7", "3");

        assertThat(known("unseen")).containsExactly("forwarded 3", "drifted 7", "forwarded 2", "adopted 1");
    }

    @Test
    void the_number_that_a_version_is_given_is_no_drift() throws Exception {
        apply("numbered", "1", "");

        assertThat(seen(now(), state("numbered", "2"), EstateTest::numbered)).isEqualTo(Verdict.KNOWN);
        var rows = history("numbered");
        assertThat(rows.getFirst().text("known")).contains("readBack");
        assertThat(rows.getFirst().items("versions")).containsExactly(JsonValue.of("2"));
        assertThat(rows.get(0).text("since")).isEqualTo(rows.get(1).text("since"));
        assertThat(rows.get(0).text("promotion")).isEqualTo(rows.get(1).text("promotion"));
    }

    @Test
    void what_served_at_a_time_is_what_began_last_before_it() throws Exception {
        apply("timed", "1", "2");
        var between = now();
        apply("timed", "2", "3");

        assertThat(at("timed", Optional.empty()).items("versions")).containsExactly(JsonValue.of("3"));
        assertThat(at("timed", Optional.of(between)).items("versions")).containsExactly(JsonValue.of("2"));
        var earliest = at("timed", Optional.of(Instant.EPOCH));
        assertThat(earliest.text("known")).contains("unknown");
        assertThat(earliest.text("knownSince"))
                .isEqualTo(history("timed").getLast().text("since"));
        assertThat(history("timed").get(1).text("until"))
                .isEqualTo(history("timed").get(0).text("since"));
    }

    /** The part of the migration that looks back, on a database that has a past. */
    @Test
    void what_was_applied_before_there_was_a_history_is_in_it() throws Exception {
        apply("past", "1", "2");
        apply("past", "2", "3");
        var expected = known("past");
        String migration;
        try (var stream =
                Objects.requireNonNull(EstateTest.class.getResourceAsStream("/db/migration/V12__serving.sql"))) {
            migration = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        var past = migration.substring(
                migration.indexOf("CREATE TEMPORARY TABLE past"), migration.indexOf("GRANT SELECT, INSERT ON target"));

        var found = new ArrayList<String>();
        try (var connection = owner()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("TRUNCATE serving, target CASCADE");
                statement.execute(past);
                var rows = statement.executeQuery("""
                        SELECT known || ' ' || array_to_string(versions, ',') FROM serving
                        WHERE target = target_id('registry/past@champion') ORDER BY at DESC, id DESC
                        """);
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            connection.rollback();
        }
        assertThat(found).isEqualTo(expected).containsExactly("forwarded 3", "forwarded 2", "adopted 1");
    }

    @Test
    void lists_come_in_parts() throws Exception {
        for (var turn = 1; turn < 6; turn++) {
            apply("parts", String.valueOf(turn), String.valueOf(turn + 1));
        }
        var id = at("parts", Optional.empty()).text("id").orElseThrow();
        var whole = new ArrayList<JsonObject>();
        var cursor = Optional.<String>empty();
        do {
            var part = new Part(cursor, 2);
            var page = run(() -> database.estate().history(id, part)).orElseThrow();
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            whole.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(whole).isEqualTo(history("parts")).hasSize(6);

        seen(now(), "parts2", "1");
        var first = run(() -> database.estate().targets(ANY, Optional.empty(), new Part(Optional.empty(), 1)));
        var second = run(() -> database.estate().targets(ANY, Optional.empty(), new Part(first.next(), 1)));
        assertThat(second.items().getFirst().text("target").orElseThrow())
                .isGreaterThan(first.items().getFirst().text("target").orElseThrow());
    }

    private static final Selection ANY =
            new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** As an adapter has it: a version that was just registered is the same with its number. */
    private static boolean numbered(TargetState one, TargetState other) {
        return one.equals(other) || one.versions().contains("");
    }

    private static Selection only(String model) {
        var name = Optional.of("registry/" + model + "@champion");
        return new Selection(name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Instant now() throws Exception {
        return run(() -> database.estate().now());
    }

    private static TargetState state(String model, String... versions) {
        return TargetState.of(new Target("registry", "", model, new Slot.Alias("champion")), List.of(versions));
    }

    private Verdict seen(Instant begun, String model, String... versions) throws Exception {
        return seen(begun, state(model, versions), EQUAL);
    }

    private Verdict seen(Instant begun, TargetState state, BiPredicate<TargetState, TargetState> same)
            throws Exception {
        return run(() -> database.estate().seen(begun, List.of(new Served("production", state)), same))
                .getFirst();
    }

    private JsonObject at(String model, Optional<Instant> at) throws Exception {
        return run(() -> database.estate().targets(only(model), at, new Part(Optional.empty(), 1)))
                .items()
                .getFirst();
    }

    private List<JsonObject> history(String model) throws Exception {
        var id = at(model, Optional.empty()).text("id").orElseThrow();
        return run(() -> database.estate().history(id, new Part(Optional.empty(), 100)))
                .orElseThrow()
                .items();
    }

    /** How it is known and what it is, the latest first. */
    private List<String> known(String model) throws Exception {
        var none = run(() -> database.estate().targets(only(model), Optional.empty(), new Part(Optional.empty(), 1)))
                .items()
                .isEmpty();
        return none
                ? List.of()
                : history(model).stream()
                        .map(row -> row.text("known").orElse("") + " "
                                + row.items("versions").stream()
                                        .map(v -> v instanceof JsonValue.JsonString(var text) ? text : "?")
                                        .reduce("", String::concat))
                        .toList();
    }

    private Attempt intend(String model, String from, String to) throws Exception {
        return run(() -> {
            var lease = journal.lease(resources(model), Duration.ofSeconds(5)).orElseThrow();
            return journal.intend(submission(model, to), permit(model, from, to), lease);
        });
    }

    private void apply(String model, String from, String to) throws Exception {
        var attempt = intend(model, from, to);
        run(() -> {
            journal.settle(attempt, APPLIED);
            return true;
        });
    }
}
