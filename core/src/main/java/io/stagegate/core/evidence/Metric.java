package io.stagegate.core.evidence;

import java.time.Instant;

/**
 * A measured figure of a version: the last value logged by its run or for its logged model.
 *
 * @param of which version
 * @param name the metric's name
 * @param value its value; may be NaN or infinite where the run logged that
 * @param dataset the data set it was measured on; empty where the platform does not say
 * @param at when it was logged, as the one who logged it says; the year 1970 where the platform does not say
 */
public record Metric(Version of, String name, double value, String dataset, Instant at) implements Fact {}
