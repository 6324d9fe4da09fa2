package io.stagegate.gateway.hold;

import io.stagegate.core.platform.Reply;
import io.stagegate.gateway.journal.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * How a promotion stands.
 *
 * @param promotion its id
 * @param hold its hold, where it was held
 * @param outcome how its forward ended, where it did
 * @param reply what the platform answered or would have answered, where it is settled
 * @param heldReplyAt when a client was last told that it is held
 * @param evaluation digest of the evaluation that it was last decided on
 * @param policy digest of the policy that decided
 * @param fresh whether it is still the latest settled change of each of its targets, and settled within the hour
 */
public record Standing(
        String promotion,
        Optional<Hold> hold,
        Optional<Outcome> outcome,
        Optional<Reply> reply,
        Optional<Instant> heldReplyAt,
        String evaluation,
        String policy,
        boolean fresh) {}
