package io.stagegate.gateway.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param environment environment variables
 * @param out where answers go
 * @param err where progress and complaints go
 * @param clock the time
 * @param terminal whether somebody watches
 */
public record Surroundings(
        Map<String, String> environment, PrintWriter out, PrintWriter err, InstantSource clock, boolean terminal) {
    /** What nobody watches. */
    public Surroundings(Map<String, String> environment, PrintWriter out, PrintWriter err, InstantSource clock) {
        this(environment, out, err, clock, false);
    }

    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
