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
 */
public record Surroundings(Map<String, String> environment, PrintWriter out, PrintWriter err, InstantSource clock) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
