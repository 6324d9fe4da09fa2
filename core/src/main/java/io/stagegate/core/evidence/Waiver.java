package io.stagegate.core.evidence;

import java.time.Instant;

/**
 * An approved exception: until a time, what a rule says does not decide for this target.
 *
 * @param rule the rule's id
 * @param target the target as people write it
 * @param approvedBy who approved it
 * @param reason why
 * @param until when it ends
 */
public record Waiver(String rule, String target, String approvedBy, String reason, Instant until) implements Fact {}
