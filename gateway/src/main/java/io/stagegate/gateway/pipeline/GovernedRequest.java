package io.stagegate.gateway.pipeline;

import io.stagegate.core.Subject;
import io.stagegate.core.platform.Change;
import java.time.Duration;
import java.util.Optional;

/**
 * A captured request that may change what serves.
 *
 * @param change what it asks for
 * @param subject who asks, verified
 * @param credential what the client sent to be forwarded
 * @param patience how long the client will wait on the open call, by {@code Prefer: wait}; the upstream's setting where
 *     empty
 * @param respondAsync whether the client asked for 202 instead of waiting ({@code Prefer: respond-async})
 */
public record GovernedRequest(
        Change change, Subject subject, Credential credential, Optional<Duration> patience, boolean respondAsync) {

    /** Handles governed requests; the pipeline as its callers see it. */
    @FunctionalInterface
    public interface Handler {
        /** What comes of it. Never throws: what goes wrong is a reply, too. */
        Handled handle(GovernedRequest request);
    }
}
