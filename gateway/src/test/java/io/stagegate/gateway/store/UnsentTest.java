package io.stagegate.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What was not sent, as its intent could not be recorded. */
class UnsentTest {
    private final Unsent unsent = new Unsent();

    @Test
    void it_is_what_could_not_be_recorded_until_it_is() {
        assertThat(unsent.unless("p-1", () -> "recorded")).isEqualTo("recorded");
        assertThat(unsent.contains("p-1")).isFalse();

        assertThatThrownBy(() -> unsent.unless("p-1", () -> {
                    throw new IllegalStateException("the database is away");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(unsent.contains("p-1")).isTrue();

        unsent.unless("p-1", () -> "recorded");
        assertThat(unsent.contains("p-1")).isFalse();
    }
}
