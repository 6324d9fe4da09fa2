package io.stagegate.core.evidence;

/**
 * Evidence that could not be fetched: neither present nor absent. A decision that would have read it is Indeterminate,
 * unless a rule that matches this fact spoke.
 *
 * @param name the kind of evidence: the simple name of the fact, such as {@code Metric}
 * @param of which version it would have been about
 * @param why what went wrong, fit for people
 */
public record Unavailable(String name, Version of, String why) implements Fact {}
