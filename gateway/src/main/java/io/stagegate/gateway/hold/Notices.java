package io.stagegate.gateway.hold;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When people are told again of a hold that waits: pure functions of the hold and the clock. */
public final class Notices {
    private Notices() {}

    /**
     * What is due.
     *
     * @param reminder whether those who could approve are to be reminded
     * @param groups those who may stand in from now on; none where nothing changes
     */
    public record Due(boolean reminder, List<String> groups) {
        public Due {
            groups = List.copyOf(groups);
        }
    }

    /** The first moment after a given one at which something is due; empty where nothing is before the hold ends. */
    public static Optional<Instant> next(Hold hold, Instant after) {
        var reminder = hold.requirement().remind().map(every -> tick(hold.openedAt(), every, after));
        return Stream.concat(reminder.stream(), escalations(hold).filter(at -> at.isAfter(after)))
                .filter(at -> at.isBefore(hold.expiresAt()))
                .min(Instant::compareTo);
    }

    private static Instant tick(Instant first, Duration every, Instant after) {
        var gone = Math.max(0, Duration.between(first, after).dividedBy(every));
        return first.plus(every.multipliedBy(gone + 1));
    }

    private static Stream<Instant> escalations(Hold hold) {
        return hold.requirement().quorums().stream()
                .flatMap(q -> q.escalation().flatMap(Escalation::after).stream())
                .map(hold.openedAt()::plus);
    }

    /** What is due from a moment, inclusive, until the hold was read. */
    public static Due due(Hold hold, Instant since) {
        var reminder = hold.requirement()
                .remind()
                .filter(every ->
                        !tick(hold.openedAt(), every, since.minusNanos(1)).isAfter(hold.asOf()));
        var groups = hold.requirement().quorums().stream()
                .filter(q -> reached(hold, q, since))
                .flatMap(q -> q.escalation().stream())
                .flatMap(e -> e.groups().stream())
                .distinct()
                .sorted()
                .toList();
        return new Due(reminder.isPresent(), groups);
    }

    private static boolean reached(Hold hold, Quorum quorum, Instant since) {
        return quorum.escalation()
                .flatMap(Escalation::after)
                .map(hold.openedAt()::plus)
                .filter(at -> !at.isBefore(since) && !at.isAfter(hold.asOf()))
                .isPresent();
    }

    /** Those who are asked when the hold's time is over; none where it expires. */
    public static List<String> atExpiry(Hold hold) {
        return hold.requirement().quorums().stream()
                .flatMap(q -> q.escalation().stream())
                .filter(e -> e.after().isEmpty())
                .flatMap(e -> e.groups().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
