package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.alert.Alerts;
import io.stagegate.gateway.alert.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertsTest extends StoreTestCase {
    private static List<Told> told(int from, int to, boolean firing) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Told(
                        "f" + i, firing, "registry", "flood", "", "Errors", "critical", "", Instant.EPOCH))
                .toList();
    }

    private boolean take(String source, List<Told> told, Duration forgetAfter) throws Exception {
        return run(() -> database.alerts().take(source, told, forgetAfter));
    }

    @Test
    void so_many_of_a_source_may_fire_and_those_told_again_or_forgotten_are_not_more() throws Exception {
        var most = Alerts.MOST_FIRING;
        assertThat(take("flood", told(0, most, true), Duration.ofHours(1))).isTrue();

        assertThat(take("flood", told(0, most, true), Duration.ofHours(1)))
                .as("told again")
                .isTrue();
        assertThat(take("flood", told(most, most + 1, true), Duration.ofHours(1)))
                .as("one more")
                .isFalse();
        assertThat(take("other", told(0, 1, true), Duration.ofHours(1))).isTrue();
        assertThat(take("flood", told(0, 10, false), Duration.ofHours(1))).isTrue();
        assertThat(take("flood", told(most, most + 10, true), Duration.ofHours(1)))
                .as("others are resolved")
                .isTrue();

        assertThat(take("brief", told(0, most, true), Duration.ofMillis(1))).isTrue();
        assertThat(take("brief", told(most, most + 1, true), Duration.ofHours(1)))
                .as("others are forgotten")
                .isTrue();
    }
}
