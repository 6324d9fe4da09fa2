package io.stagegate.gateway.webhook;

import io.stagegate.config.Webhook;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.Optional;

/**
 * Which event tells of which audit record. Whoever writes a record of one of these types has told of it: there is no other
 * way to raise an event.
 */
public final class Events {
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
            case "hold.opened" -> Optional.of("hold.created");
            // The others are told under the name that they have in the audit.
            default -> Optional.of(type).filter(Webhook.EVENTS::contains);
        };
    }

    /** A no to a request. To a hold that was to be released it is told as the end of that hold. */
    private static Optional<String> denied(Optional<String> decision, JsonObject record) {
        return decision.filter(d -> d.equals("deny") || d.equals("indeterminate"))
                .filter(_ -> record.text("phase").equals(Optional.of("request")));
    }
}
