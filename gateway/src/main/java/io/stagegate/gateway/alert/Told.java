package io.stagegate.gateway.alert;

import java.time.Instant;

/**
 * One alert as a source tells of it.
 *
 * @param fingerprint what tells it from others of its source
 * @param firing whether it fires; else it is resolved
 * @param environment empty where it is about all environments of the model
 * @param severity empty where it says none
 * @param summary empty where it says nothing
 * @param since when it began
 */
public record Told(
        String fingerprint,
        boolean firing,
        String upstream,
        String model,
        String environment,
        String name,
        String severity,
        String summary,
        Instant since) {}
