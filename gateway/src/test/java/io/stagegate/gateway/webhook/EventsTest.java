package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.config.Webhook;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which event tells of which audit record. */
class EventsTest {

    @ParameterizedTest
    @CsvSource({
        "hold.opened,,,,hold.created",
        "hold.reminder,,,,hold.reminder",
        "hold.escalated,,,,hold.escalated",
        "hold.reviewed,,,,hold.reviewed",
        "hold.reopened,,,,hold.reopened",
        "hold.released,,,,hold.released",
        "hold.rejected,,,,hold.rejected",
        "hold.denied,,,,hold.denied",
        "hold.expired,,,,hold.expired",
        "hold.cancelled,,,,hold.cancelled",
        "hold.reviewRefused,,,,",
        "hold.releaseDelayed,,,,",
        "attempt.intended,,,,",
        "request.refused,,,,",
        "promotion.decided,deny,request,,promotion.denied",
        "promotion.decided,indeterminate,request,,promotion.denied",
        "promotion.decided,deny,release,,",
        "promotion.decided,permit,request,,",
        "promotion.decided,hold,request,,",
        "promotion.settled,,,applied,promotion.applied",
        "promotion.settled,,,refused,promotion.refused",
        "promotion.settled,,,notApplied,promotion.notApplied",
        "promotion.settled,,,needsOperator,promotion.needsOperator",
        "restore.decided,deny,request,,restore.failed",
        "restore.settled,,,applied,restore.applied",
        "restore.settled,,,refused,restore.failed",
        "restore.settled,,,needsOperator,restore.failed",
    })
    void a_record_is_told_as(String type, String decision, String phase, String outcome, String event) {
        var record = JsonObject.EMPTY;
        if (phase != null) {
            record = record.with("phase", phase);
        }
        if (outcome != null) {
            record = record.with("outcome", outcome);
        }

        var told = Events.of(type, Optional.ofNullable(decision), record);

        assertThat(told).isEqualTo(Optional.ofNullable(event));
        assertThat(told.filter(t -> !Webhook.EVENTS.contains(t)))
                .as("the configuration knows it")
                .isEmpty();
    }
}
