package io.stagegate.core.evidence;

/**
 * The risk points of the first pass, added up; present in the second pass only.
 *
 * @param score the sum, never negative
 */
public record Risk(int score) implements Fact {}
