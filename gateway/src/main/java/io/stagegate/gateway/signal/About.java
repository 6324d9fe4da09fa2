package io.stagegate.gateway.signal;

import io.stagegate.core.Target;

/**
 * What signals are read of.
 *
 * @param target where it serves
 * @param environment the target's environment
 * @param version the version that serves there, or the one of another time that is asked about
 */
public record About(Target target, String environment, String version) {

    public String upstream() {
        return target.upstream();
    }

    /** The platform's tenant; empty for the default one. */
    public String workspace() {
        return target.workspace();
    }

    public String model() {
        return target.model();
    }
}
