package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.webhook.Poster.Failed;
import io.stagegate.gateway.webhook.Poster.Replied;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer means, and when what was not taken is sent again. */
class ScheduleTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private static Result result(Poster.Answer answer, int attempt) {
        return new Schedule(() -> 0).of(answer, attempt, NOW);
    }

    private static Replied replied(int status, String retryAfter) {
        return new Replied(status, Optional.of(retryAfter).filter(t -> !t.isEmpty()), "");
    }

    private static Duration after(Result result) {
        return ((Result.Again) result).after();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void any_2xx_takes_it(int status) {
        assertThat(result(replied(status, ""), 1)).isEqualTo(new Result.Delivered(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 503})
    void nothing_else_does(int status) {
        assertThat(result(replied(status, ""), 1)).isInstanceOf(Result.Again.class);
    }

    @Test
    void it_is_sent_ten_times_in_three_days_and_then_given_up() {
        var pauses = IntStream.rangeClosed(1, 9)
                .mapToObj(n -> after(result(new Failed("away"), n)))
                .toList();

        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(14),
                        Duration.ofHours(20),
                        Duration.ofHours(24));
        assertThat(result(new Failed("away"), 10)).isEqualTo(new Result.Failed(0, "away"));
    }

    @Test
    void pauses_differ_a_little() {
        assertThat(after(new Schedule(() -> 0.5).of(new Failed("away"), 2, NOW)))
                .isEqualTo(Duration.ofSeconds(330));
    }

    @Test
    void a_receiver_may_ask_for_a_longer_pause() {
        assertThat(after(result(replied(503, "120"), 1))).isEqualTo(Duration.ofMinutes(2));
        assertThat(after(result(replied(429, "1"), 2))).isEqualTo(Duration.ofMinutes(5));
        assertThat(after(result(replied(503, "Wed, 25 Nov 2026 11:00:00 GMT"), 1)))
                .isEqualTo(Duration.ofHours(1));
        assertThat(after(result(replied(503, "99999999"), 1))).isEqualTo(Duration.ofHours(24));
        assertThat(after(result(replied(503, "soon"), 1))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_410_ends_it() {
        assertThat(result(replied(410, ""), 1)).isInstanceOf(Result.Gone.class);
    }
}
