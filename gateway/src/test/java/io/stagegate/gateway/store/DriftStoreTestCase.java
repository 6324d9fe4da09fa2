package io.stagegate.gateway.store;

import static io.stagegate.gateway.store.StoreFixture.permit;
import static io.stagegate.gateway.store.StoreFixture.resources;
import static io.stagegate.gateway.store.StoreFixture.submission;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.Slot;
import io.stagegate.core.Subject;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.ServingArtifacts.Served;
import io.stagegate.core.platform.TargetState;
import io.stagegate.gateway.drift.DriftStore;
import io.stagegate.gateway.drift.DriftStore.Deed;
import io.stagegate.gateway.drift.Drifted;
import io.stagegate.gateway.estate.Estate;
import io.stagegate.gateway.estate.Estate.Selection;
import io.stagegate.gateway.hold.Hold;
import io.stagegate.gateway.journal.Attempt;
import io.stagegate.gateway.journal.Records.Part;
import io.stagegate.gateway.journal.Snapshot;
import io.stagegate.gateway.journal.Submission;
import io.stagegate.gateway.journal.Submission.RestoreOf;
import io.stagegate.gateway.watch.Verdict.Said;
import io.stagegate.gateway.watch.Verdict.Word;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;

/** What tests of changes around the gateway share. */
abstract class DriftStoreTestCase extends StoreTestCase {
    static final Duration DAY = Duration.ofDays(1);
    static final Said SAID = new Said(Word.TELL, "TELL-001", "drift.drl:3", "nobody has asked for it");

    DriftStore drifts;

    @BeforeAll
    void drifts() {
        drifts = database.drifts();
    }

    Drifted drifted(String model) throws Exception {
        applied(intend(model, "1", "2", Optional.empty()));
        assertThat(seen(model, "3")).isEqualTo(Estate.Verdict.DRIFTED);
        return drift(model);
    }

    Drifted drift(String model) throws Exception {
        return open(model).orElseThrow();
    }

    Optional<Drifted> open(String model) throws Exception {
        return run(() -> drifts.open("registry", Optional.empty(), 1_000)).stream()
                .filter(d -> d.change().target().model().equals(model))
                .findFirst();
    }

    Snapshot snapshot(String id) throws Exception {
        return run(() -> journal.snapshot(id)).orElseThrow();
    }

    Hold asked(Drifted drift) throws Exception {
        var model = drift.change().target().model();
        var hold = open(model, DAY);
        done(() -> drifts.asked(deed(drift), hold.id(), List.of(SAID)));
        return hold;
    }

    static Deed deed(Drifted drift) {
        return new Deed(drift, "sha256:p", JsonObject.EMPTY);
    }

    Estate.Verdict seen(String model, String version) throws Exception {
        var target = new Target("registry", "", model, new Slot.Alias("champion"));
        var served = new Served("production", TargetState.of(target, List.of(version)));
        return run(() -> {
                    var begun = database.estate().now();
                    return database.estate().seen(begun, List.of(served), Object::equals);
                })
                .getFirst();
    }

    JsonObject served(String model) throws Exception {
        var which = new Selection(
                Optional.of("registry/" + model + "@champion"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var one = new Part(Optional.empty(), 1);
        return run(() -> database.estate().targets(which, Optional.empty(), one))
                .items()
                .getFirst();
    }

    /** @param of what it takes back; a promotion where empty */
    Attempt intend(String model, String from, String to, Optional<Drifted> of) throws Exception {
        var asked = submission(model, to, UUID.randomUUID().toString());
        var submission = of.map(drift -> new Submission(
                        asked.id(),
                        asked.upstream(),
                        Subject.itself("drift"),
                        asked.change(),
                        asked.fingerprint(),
                        Optional.of(new RestoreOf(drift.id(), false, "", JsonObject.EMPTY.with("drift", drift.id()))),
                        asked.at()))
                .orElse(asked);
        return run(() -> {
            var lease = journal.lease(resources(model), Duration.ofSeconds(5)).orElseThrow();
            return journal.intend(submission, permit(model, from, to), lease);
        });
    }

    Attempt applied(Attempt attempt) throws Exception {
        done(() -> journal.settle(attempt, APPLIED));
        return attempt;
    }

    void done(Runnable task) throws Exception {
        run(() -> {
            task.run();
            return true;
        });
    }

    List<String> audited(Drifted drift) throws SQLException {
        var types = new ArrayList<String>();
        try (var connection = owner();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT type FROM audit WHERE record ->> 'drift' = '%s' ORDER BY id"
                                .formatted(drift.id()))) {
            while (rows.next()) {
                types.add(rows.getString(1));
            }
        }
        return types;
    }

    void sql(String text) throws SQLException {
        try (var connection = owner();
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
