package io.stagegate.gateway.hold;

import static io.stagegate.gateway.hold.Held.OPENED;
import static io.stagegate.gateway.hold.Held.hold;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.decision.Quorum;
import io.stagegate.core.decision.Quorum.Escalation;
import io.stagegate.core.decision.Requirement;
import io.stagegate.gateway.hold.HoldState.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private static final Requirement BOTH = Requirement.of(new Quorum(
                    1,
                    List.of("risk"),
                    false,
                    Optional.of(new Escalation(Optional.of(Duration.ofHours(8)), List.of("heads")))))
            .remind(Duration.ofHours(5));

    @Test
    void people_are_told_at_each_reminder_and_once_when_others_are_asked() {
        var at = OPENED;
        var said = new StringBuilder();
        for (var next = Notices.next(after(Duration.ZERO), at);
                next.isPresent();
                next = Notices.next(after(Duration.ZERO), at)) {
            var due = Notices.due(after(Duration.between(OPENED, next.get())), next.get());
            at = next.get();
            said.append(Duration.between(OPENED, at).toHours())
                    .append(due.reminder() ? " remind" : "")
                    .append(due.groups().isEmpty() ? "" : " ask " + due.groups())
                    .append("\n");
        }

        assertThat(said.toString()).isEqualTo("""
                5 remind
                8 ask [heads]
                10 remind
                15 remind
                20 remind
                """);
    }

    @Test
    void what_fell_in_an_outage_is_told_once() {
        var due = Notices.due(after(Duration.ofHours(16)), OPENED.plus(Duration.ofHours(5)));

        assertThat(due).isEqualTo(new Notices.Due(true, List.of("heads")));
        assertThat(Notices.next(after(Duration.ofHours(16)), OPENED.plus(Duration.ofHours(16))))
                .contains(OPENED.plus(Duration.ofHours(20)));
    }

    @Test
    void nothing_is_due_where_nothing_is_asked_for() {
        var plain = hold(new Pending(), Requirement.of(new Quorum(1, "risk")));

        assertThat(Notices.next(plain, OPENED)).isEmpty();
    }

    private static Hold after(Duration time) {
        return hold(new Pending(), BOTH, Optional.empty(), time);
    }
}
