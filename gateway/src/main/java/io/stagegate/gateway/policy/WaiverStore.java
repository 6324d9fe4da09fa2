package io.stagegate.gateway.policy;

import io.stagegate.core.evidence.Waiver;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Approved exceptions from rules. Every method throws {@link io.stagegate.gateway.journal.JournalException} where the database does not
 * answer in time.
 */
public interface WaiverStore {

    /** Those that are good now for a target, as people write it. */
    List<Waiver> active(String target);

    /** The one of a rule for a target that is good now. */
    default Optional<Waiver> active(String target, String rule) {
        return active(target).stream().filter(w -> w.rule().equals(rule)).findFirst();
    }

    /**
     * Gives one, in the place of another one of the same rule and target.
     *
     * @param until when it ends; at once where empty
     */
    void put(String target, String rule, Optional<Instant> until, String reason, String askedBy);

    /** All that are good now or were, the newest first, at most so many. */
    List<JsonObject> all(int limit);
}
