package io.stagegate.core.evidence;

/**
 * A version serves, or has served, in an environment. Earlier deployments come from the gateway's own settled
 * promotions, current ones from the platform.
 *
 * @param of which version
 * @param environment the environment
 * @param target the target as people write it
 * @param current whether it serves there now
 */
public record Deployment(Version of, String environment, String target, boolean current) implements Fact {}
