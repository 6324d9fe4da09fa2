package io.stagegate.gateway.journal;

import io.stagegate.core.Subject;
import java.time.Instant;

/**
 * A request that was refused without a decision: not recognised, malformed, or a side door to what serves.
 *
 * @param upstream name of the upstream
 * @param subject who asked, as far as it was verified
 * @param operation the platform's operation
 * @param method upper case
 * @param path canonical path
 * @param reason what the client was told
 */
public record Refusal(
        String upstream, Subject subject, String operation, String method, String path, String reason, Instant at) {}
