package io.stagegate.gateway.webhook;

import io.stagegate.gateway.webhook.Deliveries.Result;
import io.stagegate.gateway.webhook.Poster.Failed;
import io.stagegate.gateway.webhook.Poster.Replied;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** What an answer means, and when a message that was not taken is sent again: ten times in three days, as Standard Webhooks says. */
final class Schedule {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final double JITTER = 0.2;

    private final DoubleSupplier random;

    /** @param random numbers from 0 to 1 */
    Schedule(DoubleSupplier random) {
        this.random = random;
    }

    /** @param attempt 1 for the first */
    Result of(Poster.Answer answer, int attempt, Instant now) {
        return switch (answer) {
            case Replied(var status, var _, var _) when status >= 200 && status < 300 -> new Result.Delivered(status);
            case Replied(var status, var _, var _)
            when status == 410 ->
                new Result.Gone(status, "the receiver answered 410: it wants to be told nothing any more");
            case Replied(var status, var after, var _) ->
                again(status, "the receiver answered " + status, attempt, after.flatMap(text -> wished(text, now)));
            case Failed(var why) -> again(0, why, attempt, Optional.empty());
        };
    }

    Result again(int status, String problem, int attempt, Optional<Duration> wished) {
        if (attempt > PAUSES.size()) {
            return new Result.Failed(status, problem);
        }
        var pause = jittered(PAUSES.get(attempt - 1));
        var longest = wished.filter(w -> w.compareTo(pause) > 0).orElse(pause);
        return new Result.Again(status, problem, longest.compareTo(LONGEST) > 0 ? LONGEST : longest);
    }

    /** A little more, so that receivers that were away are not met by everybody at once. */
    private Duration jittered(Duration pause) {
        return pause.plusMillis((long) (pause.toMillis() * JITTER * random.getAsDouble()));
    }

    /** What a {@code Retry-After} asks for: seconds, or a time. */
    private static Optional<Duration> wished(String text, Instant now) {
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(now, until.toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
