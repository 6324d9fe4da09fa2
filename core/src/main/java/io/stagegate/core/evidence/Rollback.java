package io.stagegate.core.evidence;

import java.time.Instant;

/**
 * A version was taken away from a target of this model by a restore, in the 90 days before the change was asked for or since
 * then; at most the latest 100. They come from the gateway's own applied restores.
 *
 * @param version the number of the version that served until then
 * @param environment the target's environment
 * @param target the target as people write it
 * @param at when the restore was settled
 */
public record Rollback(String version, String environment, String target, Instant at) implements Fact {}
