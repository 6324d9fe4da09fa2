package io.stagegate.core.evidence;

import java.time.Duration;
import java.time.Instant;

/**
 * A version serves, or has served, in an environment: one stretch of time at one target, so that there are several where
 * it was put there several times. Earlier deployments come from the gateway's own settled promotions, current ones from
 * the platform.
 *
 * @param of which version
 * @param environment the environment
 * @param target the target as people write it
 * @param current whether it serves there now
 * @param since since when, by the gateway's own applied promotions; the end of all times where they do not say, as for what
 *     was put there around the gateway
 * @param until until when at least, which is when the change that took it away was sent; the end of all times while it serves,
 *     and where it is not known, as for what was taken away around the gateway
 */
public record Deployment(Version of, String environment, String target, boolean current, Instant since, Instant until)
        implements Fact {

    /** A deployment that is known of, but not since when. */
    public static Deployment undated(Version of, String environment, String target, boolean current) {
        return new Deployment(of, environment, target, current, Instant.MAX, Instant.MAX);
    }

    /**
     * How long it had served at a time, or until it was taken away if that was before; nothing where it is not known, so that no
     * soak time is reached by what is not known.
     */
    public Duration servedFor(Instant at) {
        var known = current || until.isBefore(Instant.MAX);
        var end = until.isBefore(at) ? until : at;
        return known && since.isBefore(end) ? Duration.between(since, end) : Duration.ZERO;
    }
}
