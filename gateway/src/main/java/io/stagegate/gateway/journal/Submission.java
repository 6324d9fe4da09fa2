package io.stagegate.gateway.journal;

import io.stagegate.core.Subject;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Change;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that somebody asked for.
 *
 * @param id opaque id of the promotion
 * @param upstream name of the upstream
 * @param subject who asks
 * @param change what is asked for
 * @param fingerprint digest of upstream, subject and change; the same request again has the same
 * @param restore where it puts a snapshot back
 * @param at when it was asked for
 */
public record Submission(
        String id,
        String upstream,
        Subject subject,
        Change change,
        String fingerprint,
        Optional<RestoreOf> restore,
        Instant at) {

    /** The same request, of which reviewers are told more. */
    public Submission telling(Change more) {
        return new Submission(id, upstream, subject, more, fingerprint, restore, at);
    }

    /**
     * The snapshot that a submission puts back.
     *
     * @param snapshot its id
     * @param forced whether it goes on although the target has moved on since
     * @param comment why, in the person's words; may be empty
     * @param because what the gateway saw that does it by itself, as the audit has it; empty where a person asks
     */
    public record RestoreOf(String snapshot, boolean forced, String comment, JsonObject because) {
        /** One that a person asks for. */
        public RestoreOf(String snapshot, boolean forced, String comment) {
            this(snapshot, forced, comment, JsonObject.EMPTY);
        }
    }
}
