package io.stagegate.core.evidence;

import java.time.Instant;

/**
 * A target serves what nobody has asked the gateway for. Rules that match this judge of it: they say {@code decision.restore(why)},
 * {@code decision.ask(why)}, {@code decision.tell(why)} or {@code decision.permit(why)}, and take no part in decisions on changes.
 *
 * @param upstream name of the upstream
 * @param workspace the platform's tenant; empty for the default one
 * @param model the model's name
 * @param target the target as people write it, such as {@code registry/fraud@champion}
 * @param environment the target's environment
 * @param version the version that serves; with commas between them where there are several, empty where none does
 * @param previous what was permitted to serve there last, written like that
 * @param at when it was seen
 */
public record Drift(
        String upstream,
        String workspace,
        String model,
        String target,
        String environment,
        String version,
        String previous,
        Instant at)
        implements Fact {}
