package io.stagegate.gateway.signal;

import java.time.Instant;

/**
 * An alert that fires.
 *
 * @param name its name
 * @param severity its label of that name; empty where it has none
 * @param summary what it says, in words; empty where it says nothing
 * @param since since when, as the source says
 * @param source the source's name in the configuration
 */
public record FiringAlert(String name, String severity, String summary, Instant since, String source) {}
