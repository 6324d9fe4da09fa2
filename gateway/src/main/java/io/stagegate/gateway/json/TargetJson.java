package io.stagegate.gateway.json;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;

/** Targets, their states and what would be done to them, as JSON. */
public final class TargetJson {
    private TargetJson() {}

    public static JsonObject write(Target target) {
        return JsonObject.EMPTY
                .with("name", target.toString())
                .with("upstream", target.upstream())
                .with("workspace", target.workspace())
                .with("model", target.model())
                .with("slot", write(target.slot()));
    }

    public static Target readTarget(JsonObject json) {
        return new Target(
                Stored.text(json, "upstream"),
                Stored.text(json, "workspace"),
                Stored.text(json, "model"),
                readSlot(Stored.object(json, "slot")));
    }

    public static JsonObject write(Slot slot) {
        return switch (slot) {
            case Slot.Alias(var name) -> slot("alias", name);
            case Slot.Stage(var name) -> slot("stage", name);
            case Slot.Latest() -> slot("latest", "");
            case Slot.Numbered(var version) -> slot("version", version);
            case Slot.Whole() -> slot("model", "");
        };
    }

    private static JsonObject slot(String kind, String name) {
        return JsonObject.EMPTY.with("kind", kind).with("name", name);
    }

    private static Slot readSlot(JsonObject json) {
        var name = Stored.text(json, "name");
        return switch (Stored.text(json, "kind")) {
            case "alias" -> new Slot.Alias(name);
            case "stage" -> new Slot.Stage(name);
            case "latest" -> new Slot.Latest();
            case "version" -> new Slot.Numbered(name);
            case "model" -> new Slot.Whole();
            case String other -> throw new IllegalStateException("stored slot of unknown kind " + other);
        };
    }

    public static JsonObject write(TargetState state) {
        return JsonObject.EMPTY
                .with("target", write(state.target()))
                .with("versions", JsonValue.texts(state.versions()))
                .with("detail", state.detail());
    }

    public static TargetState readState(JsonObject json) {
        return new TargetState(
                readTarget(Stored.object(json, "target")),
                Stored.texts(json, "versions"),
                Stored.object(json, "detail"));
    }

    public static JsonObject write(TargetChange change) {
        return JsonObject.EMPTY
                .with("environment", change.environment())
                .with("before", write(change.before()))
                .with("after", write(change.after()))
                .with("candidate", change.candidate())
                .with("baseline", change.baseline());
    }

    public static TargetChange readChange(JsonObject json) {
        return new TargetChange(
                Stored.text(json, "environment"),
                readState(Stored.object(json, "before")),
                readState(Stored.object(json, "after")),
                Stored.text(json, "candidate"),
                Stored.text(json, "baseline"));
    }
}
