package io.stagegate.core.platform;

import io.stagegate.core.Target;

/**
 * What a change would do to one target.
 *
 * @param environment the target's environment; empty for a protected tag on a version that serves nowhere
 * @param before what it serves now
 * @param after what it would serve; for a version not yet registered its number is empty text
 * @param candidate the version that would serve; empty where none would or its number is not known yet
 * @param baseline the version that serves now; empty where none does
 */
public record TargetChange(
        String environment, TargetState before, TargetState after, String candidate, String baseline) {
    public Target target() {
        return before.target();
    }

    /** The same change from another state. */
    public TargetChange from(TargetState state) {
        return new TargetChange(environment, state, after, candidate, baseline);
    }
}
