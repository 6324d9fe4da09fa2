package io.stagegate.core.evidence;

import java.time.Instant;

/**
 * An alert that fires for the model of a target, in its environment or in none in particular. Only promotions see alerts: what takes
 * a change back is not to be stopped by what it caused.
 *
 * @param name the alert's name
 * @param severity its severity, as its rule says; empty where it says none
 * @param summary what it says of itself; empty where it says nothing
 * @param since when it began
 * @param source who tells of it, by its name in the configuration
 */
public record Alert(String name, String severity, String summary, Instant since, String source) implements Fact {}
