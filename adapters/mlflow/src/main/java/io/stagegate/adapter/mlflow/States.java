package io.stagegate.adapter.mlflow;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.TargetState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What targets serve, read off a model. A state's detail holds, below {@code versions}, what tells each version from
 * another one of the same number; below {@code tags}, the guarded tags; below {@code from}, the stages that versions come
 * from which enter the target.
 */
final class States {
    private final Environments environments;

    States(Environments environments) {
        this.environments = environments;
    }

    /** @param model the target's model; empty where there is none of that name */
    TargetState of(Target target, Optional<RegisteredModel> model) {
        return model.map(m -> of(target, m)).orElseGet(() -> TargetState.of(target, List.of()));
    }

    private TargetState of(Target target, RegisteredModel model) {
        return switch (target.slot()) {
            case Slot.Alias(var alias) ->
                serving(
                        target,
                        Optional.ofNullable(model.aliases().get(alias)).flatMap(model::version).stream()
                                .toList());
            case Slot.Stage(var stage) -> serving(target, model.inStage(stage));
            case Slot.Latest() -> serving(target, model.newest().stream().toList());
            case Slot.Numbered(var number) ->
                model.version(number)
                        .map(v -> tagged(target, List.of(number), v.tags()))
                        .orElseGet(() -> TargetState.of(target, List.of()));
            case Slot.Whole() -> tagged(target, List.of(), model.tags());
        };
    }

    static TargetState serving(Target target, List<MlflowVersion> versions) {
        var identities = JsonObject.EMPTY;
        for (var version : versions) {
            identities = identities.with(version.number(), version.identity());
        }
        var detail = versions.isEmpty() ? JsonObject.EMPTY : JsonObject.EMPTY.with("versions", identities);
        return new TargetState(
                target, versions.stream().map(MlflowVersion::number).toList(), detail);
    }

    /** The newest version where its number is not known yet. */
    static TargetState unregistered(Target target, String source, String runId, String modelId) {
        var identity =
                JsonObject.EMPTY.with("source", source).with("runId", runId).with("modelId", modelId);
        return new TargetState(
                target, List.of(""), JsonObject.EMPTY.with("versions", JsonObject.EMPTY.with("", identity)));
    }

    TargetState tagged(Target target, List<String> versions, Map<String, String> tags) {
        var guarded = JsonObject.EMPTY;
        for (var tag : new TreeMap<>(tags).entrySet()) {
            if (environments.isGuarded(tag.getKey())) {
                guarded = guarded.with(tag.getKey(), tag.getValue());
            }
        }
        return new TargetState(target, versions, JsonObject.EMPTY.with("tags", guarded));
    }

    /** The guarded tags of a state of a version or a model. */
    static Map<String, String> tags(TargetState state) {
        var out = new TreeMap<String, String>();
        if (state.detail().get("tags").orElse(JsonObject.EMPTY) instanceof JsonObject(var members)) {
            members.forEach((key, value) -> out.put(key, value instanceof JsonValue.JsonString(var text) ? text : ""));
        }
        return out;
    }

    /** What tells a version of a state from others of its number. */
    static JsonValue identity(TargetState state, String version) {
        return state.detail().get("versions").flatMap(v -> v.get(version)).orElse(JsonObject.EMPTY);
    }

    /** Whether two states of a target serve the same. */
    static boolean same(TargetState one, TargetState other) {
        if (one.target().slot() instanceof Slot.Latest) {
            return one.versions().isEmpty() == other.versions().isEmpty()
                    && newest(one).equals(newest(other));
        }
        return one.versions().equals(other.versions())
                && tags(one).equals(tags(other))
                && one.versions().stream().allMatch(v -> identity(one, v).equals(identity(other, v)));
    }

    /** A version registered again has another number and the same artifacts: consumers of the newest get the same. */
    private static List<String> newest(TargetState state) {
        return state.versions().stream()
                .limit(1)
                .map(v -> identity(state, v))
                .flatMap(i -> List.of("source", "runId", "modelId").stream()
                        .map(f -> i.text(f).orElse("")))
                .toList();
    }
}
