package io.stagegate.gateway.webhook;

import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * Which event tells of which audit record. Whoever writes a record of one of these types has told of it: there is no other
 * way to raise an event.
 */
public final class Events {
    private static final Map<String, String> HOLDS = Map.of(
            "hold.opened", "hold.created",
            "hold.reminder", "hold.reminder",
            "hold.escalated", "hold.escalated",
            "hold.reviewed", "hold.reviewed",
            "hold.reopened", "hold.reopened",
            "hold.released", "hold.released",
            "hold.rejected", "hold.rejected",
            "hold.denied", "hold.denied",
            "hold.expired", "hold.expired",
            "hold.cancelled", "hold.cancelled");

    private Events() {}

    /**
     * The type of the event that tells of an audit record; empty where none does.
     *
     * @param type of the record
     * @param decision the word of the decision that it is about
     */
    public static Optional<String> of(String type, Optional<String> decision, JsonObject record) {
        return switch (type) {
            case "promotion.decided" -> denied(decision, record).map(_ -> "promotion.denied");
            case "restore.decided" -> denied(decision, record).map(_ -> "restore.failed");
            case "promotion.settled" -> record.text("outcome").map(outcome -> "promotion." + outcome);
            case "restore.settled" ->
                record.text("outcome").map(o -> o.equals("applied") ? "restore.applied" : "restore.failed");
            default -> Optional.ofNullable(HOLDS.get(type));
        };
    }

    /** A no to a request. To a hold that was to be released it is told as the end of that hold. */
    private static Optional<String> denied(Optional<String> decision, JsonObject record) {
        return decision.filter(d -> d.equals("deny") || d.equals("indeterminate"))
                .filter(_ -> record.text("phase").equals(Optional.of("request")));
    }
}
