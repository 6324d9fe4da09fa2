package io.stagegate.config;

import java.nio.file.Path;

/**
 * Where the rules are.
 *
 * @param path directory of the policy set, relative to the working directory
 */
public record PolicySettings(Path path) {
    /** The policy set that is shipped. */
    public static final PolicySettings DEFAULT = new PolicySettings(Path.of("rules/policies/baseline"));
}
