package io.stagegate.core.evidence;

/**
 * A parameter that a version was made with.
 *
 * @param of which version
 * @param name the parameter's name
 * @param value its value, as logged
 */
public record Param(Version of, String name, String value) implements Fact {}
