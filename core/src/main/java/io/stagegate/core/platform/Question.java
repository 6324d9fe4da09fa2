package io.stagegate.core.platform;

import io.stagegate.core.Action;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue.JsonObject;

/**
 * What somebody wants to know who does not make a change: whether it would be let through.
 *
 * @param action what kind of change
 * @param target what it would be made to
 * @param details what else there is to say of it, such as the {@code version} that would serve; each platform has its own
 */
public record Question(Action action, Target target, JsonObject details) {}
