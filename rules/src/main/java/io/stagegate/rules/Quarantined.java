package io.stagegate.rules;

import io.stagegate.core.decision.RuleRef;
import java.time.Instant;

/**
 * A rule that has failed so often that it is not run any more. Until the set changes or an owner releases it, nothing is
 * decided that its file would have had a part in.
 *
 * @param rule which
 * @param since since when
 * @param failures in how many decisions it had failed by then
 * @param why how it failed last
 */
public record Quarantined(RuleRef rule, Instant since, int failures, String why) {}
