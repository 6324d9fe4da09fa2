package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.core.Target;
import io.stagegate.gateway.signal.About;
import io.stagegate.gateway.signal.Pushed;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalStoreTest extends StoreTestCase {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static About about(String model, String version) {
        return new About(Target.parse("registry/" + model + "@champion"), "production", version);
    }

    private static Pushed pushed(String source, String model, String version, double value, Instant at) {
        var subject = new Pushed.Subject("registry", "", model, "production", version);
        return new Pushed(source, subject, "auc", value, 500, "ratio", at);
    }

    private int add(Pushed... readings) throws Exception {
        return run(() -> database.signals().add(List.of(readings)));
    }

    private List<Pushed> newest(String model, String version, Set<String> sources, Instant at) throws Exception {
        return run(() -> database.signals().newest(about(model, version), Set.of("auc", "other"), sources, at));
    }

    @Test
    void a_reading_told_twice_is_there_once_and_the_first_counts() throws Exception {
        var first = pushed("labels", "twice", "7", 0.7, now);
        assertThat(add(first, first)).isEqualTo(1);
        assertThat(add(pushed("labels", "twice", "7", 0.9, now), pushed("labels", "twice", "", 0.8, now)))
                .isEqualTo(1);

        assertThat(newest("twice", "7", Set.of("labels"), now)).containsExactly(first);
    }

    @Test
    void the_newest_counts_that_was_observed_by_then_of_the_version_and_the_sources_asked_for() throws Exception {
        var old = pushed("labels", "past", "", 0.7, now.minusSeconds(60));
        var young = pushed("labels", "past", "7", Double.NaN, now.minusSeconds(10));
        add(old, young, pushed("labels", "past", "8", 0.1, now), pushed("gone", "past", "7", 0.2, now));

        assertThat(newest("past", "7", Set.of("labels"), now)).containsExactly(young);
        assertThat(newest("past", "7", Set.of("labels"), now.minusSeconds(11))).containsExactly(old);
        assertThat(newest("past", "9", Set.of("labels"), now)).containsExactly(old);
        assertThat(newest("past", "7", Set.of("labels"), now.minusSeconds(61))).isEmpty();
        assertThat(newest("Past", "7", Set.of("labels"), now)).isEmpty();
    }

    @Test
    void readings_are_forgotten_when_they_are_old_and_never_otherwise() throws Exception {
        var old = pushed("labels", "old", "7", 0.7, now.minus(Duration.ofDays(10)));
        var others = pushed("gone", "old", "7", 0.8, now.minus(Duration.ofDays(31)));
        add(old, others, pushed("long", "old", "7", 0.9, now.minus(Duration.ofDays(40))));
        run(() -> {
            database.signals().forget(Map.of("labels", Duration.ofDays(9), "long", Duration.ofDays(50)));
            return true;
        });

        assertThat(newest("old", "7", Set.of("labels", "gone"), now)).isEmpty();
        assertThat(newest("old", "7", Set.of("long"), now)).hasSize(1);
        var app = embedded.address().app();
        try (var connection = DriverManager.getConnection(embedded.address().jdbcUrl(), app.name(), app.password());
                var statement = connection.createStatement()) {
            for (var sql : List.of(
                    "DELETE FROM pushed_signal", "UPDATE pushed_signal SET value = 0", "TRUNCATE pushed_signal")) {
                assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
            }
            statement.execute("SELECT forget_pushed_signals('{}', true, interval '0')");
        }
        add(pushed("labels", "young", "7", 0.7, now));
        assertThat(newest("young", "7", Set.of("labels"), now)).hasSize(1);
    }
}
