package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The time of all replicas is the database's. */
class DatabaseClockTest {
    private static final Instant DATABASE = Instant.parse("2026-11-25T10:00:00Z");
    private static final Instant MACHINE = DATABASE.plus(Duration.ofMinutes(10));

    private final DatabaseClock clock = new DatabaseClock();

    @Test
    void until_the_database_was_asked_the_machines_clock_goes() {
        assertThat(clock.or(() -> MACHINE).instant()).isEqualTo(MACHINE);
    }

    @Test
    void then_the_databases_goes_whatever_the_machine_says() {
        var time = clock.or(() -> MACHINE);
        clock.read(DATABASE, System.nanoTime());

        assertThat(time.instant()).isBetween(DATABASE, DATABASE.plus(Duration.ofMinutes(5)));
        assertThat(time.instant()).isAfter(DATABASE);
    }

    @Test
    void what_took_long_to_be_read_is_not_believed() {
        var time = clock.or(() -> MACHINE);
        clock.read(DATABASE, System.nanoTime() - Duration.ofSeconds(1).toNanos());

        assertThat(time.instant()).isEqualTo(MACHINE);
    }
}
