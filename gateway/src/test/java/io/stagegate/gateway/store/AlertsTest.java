package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.alert.Told;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertsTest extends StoreTestCase {
    private static final int MOST = Alerts.MOST_FIRING;

    /** As many as may fire of one source. */
    private void fill(String source, String until) throws SQLException {
        var app = embedded.address().app();
        try (var connection = DriverManager.getConnection(embedded.address().jdbcUrl(), app.name(), app.password());
                var statement = connection.prepareStatement("""
                        INSERT INTO alert (source, fingerprint, upstream, model, environment, name, severity, summary, since,
                            firing, firing_until)
                        SELECT ?, 'f' || n, 'registry', 'flood', '', 'Errors', 'critical', '', now(), true, ?::timestamptz
                        FROM generate_series(1, ?) n
                        """)) {
            statement.setString(1, source);
            statement.setString(2, until);
            statement.setInt(3, MOST);
            statement.execute();
        }
    }

    private boolean take(String source, int number, boolean firing) throws Exception {
        var alert = new Told("f" + number, firing, "registry", "flood", "", "Errors", "critical", "", Instant.EPOCH);
        return run(() -> database.alerts().take(source, List.of(alert), Duration.ofHours(1)));
    }

    @Test
    void so_many_of_a_source_may_fire_and_what_is_told_again_is_not_more() throws Exception {
        fill("flood", "infinity");

        assertThat(take("flood", MOST, true)).as("told again").isTrue();
        assertThat(take("flood", MOST + 1, true)).as("one more").isFalse();
        assertThat(take("other", 1, true)).isTrue();
        assertThat(take("flood", 1, false)).isTrue();
        assertThat(take("flood", MOST + 1, true)).as("another is resolved").isTrue();
    }

    @Test
    void what_fires_no_more_is_deleted_after_a_day() throws Exception {
        fill("older", "2000-01-01");
        assertThat(take("older", 1, true)).isTrue();
        run(() -> {
            database.alerts().forget();
            return true;
        });

        assertThat(one("SELECT string_agg(fingerprint, ',') FROM alert WHERE source = 'older'"))
                .isEqualTo("f1");
    }

    @Test
    void what_is_forgotten_fires_no_more() throws Exception {
        fill("brief", "-infinity");

        assertThat(take("brief", MOST + 1, true)).isTrue();
    }
}
