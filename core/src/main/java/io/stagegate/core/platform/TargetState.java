package io.stagegate.core.platform;

import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue.JsonObject;
import java.util.List;

/**
 * What a target serves, in a form that can be compared and put back. Two states of a target that answer the same question
 * are equal exactly where the target serves the same.
 *
 * @param target the target
 * @param versions the versions that serve, the one that consumers get first; none where it serves nothing
 * @param detail what else the adapter needs to put it back
 */
public record TargetState(Target target, List<String> versions, JsonObject detail) {
    public TargetState {
        versions = List.copyOf(versions);
    }

    public static TargetState of(Target target, List<String> versions) {
        return new TargetState(target, versions, JsonObject.EMPTY);
    }
}
