package io.stagegate.core.evidence;

import io.stagegate.core.Action;
import java.time.Instant;

/**
 * The change that is asked for, seen from one of its targets.
 *
 * @param action what kind of change
 * @param operation the platform's operation, such as {@code mlflow:set-alias}
 * @param upstream name of the upstream
 * @param workspace the platform's tenant; empty for the default one
 * @param model the model's name
 * @param target the target as people write it, such as {@code registry/fraud@champion}
 * @param environment the target's environment; empty where the change touches no environment directly (protected tags
 *     of a version that serves nowhere)
 * @param at when it was asked for
 */
public record Promotion(
        Action action,
        String operation,
        String upstream,
        String workspace,
        String model,
        String target,
        String environment,
        Instant at)
        implements Fact {}
