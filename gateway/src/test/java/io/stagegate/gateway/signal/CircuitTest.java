package io.stagegate.gateway.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitTest {
    /** From where it soon begins anew, as the clock may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void after_three_failures_nobody_asks_but_one_at_a_time() {
        var circuit = new Circuit(nanos::get);
        assertThat(circuit.failed("a")).isFalse();
        assertThat(circuit.failed("b")).isFalse();
        assertThat(circuit.permits()).isTrue();
        assertThat(circuit.failed("c")).isTrue();

        assertThat(circuit.permits()).isFalse();
        assertThat(circuit.down()).contains("c");
        pass(Duration.ofSeconds(11));
        assertThat(circuit.permits()).isTrue();
        assertThat(circuit.permits()).isFalse();
        assertThat(circuit.failed("d")).isFalse();
        pass(Duration.ofSeconds(9));
        assertThat(circuit.permits()).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(circuit.permits()).isTrue();
        assertThat(circuit.answered()).isTrue();
        assertThat(circuit.permits()).isTrue();
        assertThat(circuit.permits()).isTrue();
        assertThat(circuit.down()).isEmpty();
    }

    @Test
    void an_answer_in_between_begins_the_count_anew() {
        var circuit = new Circuit(nanos::get);
        for (var i = 0; i < 10; i++) {
            circuit.failed("a");
            circuit.failed("b");
            assertThat(circuit.answered()).isFalse();
        }

        assertThat(circuit.permits()).isTrue();
    }

    @Test
    void so_many_a_minute_are_taken_and_what_is_over_is_made_up_for() {
        var limit = new RateLimit(60, nanos::get);
        assertThat(limit.take(50)).isTrue();
        assertThat(limit.take(11)).isFalse();
        assertThat(limit.take(10)).isTrue();
        assertThat(limit.take(1)).isFalse();
        pass(Duration.ofSeconds(5));
        assertThat(limit.take(5)).isTrue();
        assertThat(limit.take(1)).isFalse();
        pass(Duration.ofMinutes(10));
        assertThat(limit.take(180)).isTrue();
        pass(Duration.ofMinutes(2));
        assertThat(limit.take(1)).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(limit.take(1)).isTrue();
    }
}
