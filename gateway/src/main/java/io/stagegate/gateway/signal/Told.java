package io.stagegate.gateway.signal;

import java.time.Instant;
import java.util.Optional;

/**
 * What a source says of an alert. The last that is said of a fingerprint counts.
 *
 * @param source who says it
 * @param fingerprint which alert it is, among those of its source
 * @param subject what it is about
 * @param name its name
 * @param severity how bad it is; empty where it does not say
 * @param summary what it says, in words; empty where it says nothing
 * @param startsAt since when
 * @param endsAt until when it fires at most, or since when it is resolved; open where empty
 * @param firing whether it fires
 */
public record Told(
        String source,
        String fingerprint,
        Pushed.Subject subject,
        String name,
        String severity,
        String summary,
        Instant startsAt,
        Optional<Instant> endsAt,
        boolean firing) {}
