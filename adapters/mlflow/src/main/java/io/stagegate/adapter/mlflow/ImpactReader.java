package io.stagegate.adapter.mlflow;

import io.stagegate.core.Slot;
import io.stagegate.core.Target;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.Notice;
import io.stagegate.core.platform.Notice.Kind;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which governed targets a change would touch: the model as it is, the model as it would be, and what differs. */
final class ImpactReader {
    private final String upstream;
    private final Environments environments;
    private final States states;

    ImpactReader(String upstream, Environments environments) {
        this.upstream = upstream;
        this.environments = environments;
        this.states = new States(environments);
    }

    Inquiry<List<TargetChange>> impact(MlflowApi api, Change change) {
        var operation = Operation.of(change.operation()).orElseThrow();
        return RegisteredModel.load(api, change.model())
                .then(model -> model.map(m -> missingVersion(operation, change, m)
                                .<Inquiry<List<TargetChange>>>map(Inquiry.Failed::new)
                                .orElseGet(() -> Inquiry.done(touched(operation, change, m))))
                        .orElseGet(() -> new Inquiry.Failed<>(
                                notFound("Registered Model with name=" + change.model() + " not found" + in(change)))));
    }

    /** Asked for a version that is not there MLflow says so itself; but it might be there a moment later. */
    private static Optional<Notice> missingVersion(Operation operation, Change change, RegisteredModel model) {
        var version = change.parameters().text("version");
        return operation == Operation.CREATE_VERSION
                        || version.isEmpty()
                        || model.version(version.get()).isPresent()
                ? Optional.empty()
                : Optional.of(notFound("Model Version (name=" + change.model() + ", version=" + version.get()
                        + ") not found" + in(change)));
    }

    private static String in(Change change) {
        return change.workspace().isEmpty() ? "" : " in workspace " + change.workspace();
    }

    private static Notice notFound(String message) {
        return new Notice(Kind.NOT_FOUND, message);
    }

    private List<TargetChange> touched(Operation operation, Change change, RegisteredModel model) {
        var parameters = change.parameters();
        return switch (operation) {
            case SET_ALIAS, DELETE_ALIAS, TRANSITION_STAGE, DELETE_VERSION ->
                serving(change, model, after(operation, parameters, model));
            case CREATE_VERSION -> created(change, model);
            case DELETE_MODEL ->
                serving(change, model, new RegisteredModel(model.name(), Map.of(), Map.of(), List.of()));
            case RENAME_MODEL -> renamed(change, model);
            case SET_VERSION_TAG, DELETE_VERSION_TAG, SET_MODEL_TAG, DELETE_MODEL_TAG ->
                tagged(operation, change, model);
            case CREATE_MODEL -> List.of();
        };
    }

    /** The model as MLflow would make it. */
    private static RegisteredModel after(Operation operation, JsonObject parameters, RegisteredModel model) {
        var aliases = new TreeMap<>(model.aliases());
        var version = parameters.text("version").orElse("");
        var alias = parameters.text("alias").orElse("");
        return switch (operation) {
            case SET_ALIAS -> {
                aliases.put(alias, version);
                yield new RegisteredModel(model.name(), aliases, model.tags(), model.versions());
            }
            case DELETE_ALIAS -> {
                aliases.remove(alias);
                yield new RegisteredModel(model.name(), aliases, model.tags(), model.versions());
            }
            case TRANSITION_STAGE ->
                new RegisteredModel(model.name(), aliases, model.tags(), staged(parameters, version, model.versions()));
            case DELETE_VERSION -> {
                aliases.values().removeIf(version::equals);
                yield new RegisteredModel(
                        model.name(),
                        aliases,
                        model.tags(),
                        model.versions().stream()
                                .filter(v -> !v.number().equals(version))
                                .toList());
            }
            case CREATE_VERSION,
                    CREATE_MODEL,
                    DELETE_MODEL,
                    RENAME_MODEL,
                    SET_VERSION_TAG,
                    DELETE_VERSION_TAG,
                    SET_MODEL_TAG,
                    DELETE_MODEL_TAG -> throw new IllegalArgumentException(operation.id());
        };
    }

    private static List<MlflowVersion> staged(JsonObject parameters, String version, List<MlflowVersion> versions) {
        var stage = parameters.text("stage").orElse("");
        var archive = parameters.get("archive_existing_versions").equals(Optional.of(JsonBoolean.TRUE));
        return versions.stream()
                .map(v -> v.number().equals(version)
                        ? inStage(v, stage)
                        : archive && v.stage().equals(stage) ? inStage(v, "Archived") : v)
                .toList();
    }

    private static MlflowVersion inStage(MlflowVersion v, String stage) {
        return new MlflowVersion(v.number(), stage, v.source(), v.runId(), v.modelId(), v.created(), v.tags());
    }

    private List<TargetChange> serving(Change change, RegisteredModel model, RegisteredModel after) {
        var asked = change.parameters().text("version").orElse("");
        return slots(change, model.name())
                .flatMap(target -> {
                    var before = states.of(target, Optional.of(model));
                    var then = states.of(target, Optional.of(after));
                    return States.same(before, then)
                            ? Stream.empty()
                            : Stream.of(change(withOrigin(before, then, model), then, asked));
                })
                .toList();
    }

    private Stream<Target> slots(Change change, String model) {
        return environments.slots().stream().map(slot -> new Target(upstream, change.workspace(), model, slot));
    }

    /** Where the versions come from that enter a stage: what a restore puts them back to. */
    private static TargetState withOrigin(TargetState before, TargetState after, RegisteredModel model) {
        if (!(before.target().slot() instanceof Slot.Stage)) {
            return before;
        }
        var from = JsonObject.EMPTY;
        for (var entering : after.versions()) {
            if (!before.versions().contains(entering)) {
                from = from.with(
                        entering,
                        model.version(entering).map(MlflowVersion::stage).orElse("None"));
            }
        }
        return new TargetState(
                before.target(), before.versions(), before.detail().with("from", from));
    }

    /** @param asked the version that the request names: it is the candidate where it enters the target */
    private TargetChange change(TargetState before, TargetState after, String asked) {
        var baseline = first(before);
        var enters = after.versions().contains(asked) && !before.versions().contains(asked);
        var candidate = enters ? asked : first(after).equals(baseline) ? "" : first(after);
        return new TargetChange(environments.of(before.target().slot()).orElse(""), before, after, candidate, baseline);
    }

    private static String first(TargetState state) {
        return state.versions().isEmpty() ? "" : state.versions().getFirst();
    }

    private List<TargetChange> created(Change change, RegisteredModel model) {
        var parameters = change.parameters();
        Function<String, String> text = field -> parameters.text(field).orElse("");
        return slots(change, model.name())
                .filter(t -> t.slot() instanceof Slot.Latest)
                .map(target -> change(
                        states.of(target, Optional.of(model)),
                        States.unregistered(target, text.apply("source"), text.apply("run_id"), text.apply("model_id")),
                        ""))
                .toList();
    }

    /** Every target under the old name is emptied, and those of the new name serve what they served. */
    private List<TargetChange> renamed(Change change, RegisteredModel model) {
        var name = change.parameters().text("new_name").orElse("");
        var out = new ArrayList<TargetChange>();
        if (name.equals(model.name())) {
            return out;
        }
        slots(change, model.name()).forEach(old -> {
            var before = states.of(old, Optional.of(model));
            if (!before.versions().isEmpty()) {
                var renamed = new Target(upstream, change.workspace(), name, old.slot());
                var after = new TargetState(renamed, before.versions(), before.detail());
                out.add(change(before, TargetState.of(old, List.of()), ""));
                out.add(change(TargetState.of(renamed, List.of()), after, ""));
            }
        });
        return out;
    }

    private List<TargetChange> tagged(Operation operation, Change change, RegisteredModel model) {
        var parameters = change.parameters();
        // By the operation, not by what fields there are: MLflow ignores a version that comes with a model's tag.
        var version =
                switch (operation) {
                    case SET_VERSION_TAG, DELETE_VERSION_TAG -> parameters.text("version");
                    case SET_MODEL_TAG, DELETE_MODEL_TAG -> Optional.<String>empty();
                    case SET_ALIAS,
                            DELETE_ALIAS,
                            TRANSITION_STAGE,
                            CREATE_VERSION,
                            DELETE_VERSION,
                            CREATE_MODEL,
                            DELETE_MODEL,
                            RENAME_MODEL -> throw new IllegalArgumentException(operation.id());
                };
        Slot slot = version.<Slot>map(Slot.Numbered::new).orElseGet(Slot.Whole::new);
        var target = new Target(upstream, change.workspace(), model.name(), slot);
        var before = states.of(target, Optional.of(model));
        var tags = new TreeMap<>(States.tags(before));
        var key = parameters.text("key").orElse("");
        if (operation == Operation.SET_VERSION_TAG || operation == Operation.SET_MODEL_TAG) {
            tags.put(key, parameters.get("value").flatMap(ImpactReader::text).orElse(""));
        } else {
            tags.remove(key);
        }
        var after = states.tagged(target, before.versions(), tags);
        var number = version.orElse("");
        return States.same(before, after)
                ? List.of()
                : List.of(new TargetChange(environmentOf(model, version), before, after, number, number));
    }

    private static Optional<String> text(JsonValue value) {
        return value instanceof JsonValue.JsonString(var text) ? Optional.of(text) : Optional.empty();
    }

    /** The first environment that a version serves in; for a model as a whole, that any of its versions does. */
    private String environmentOf(RegisteredModel model, Optional<String> version) {
        return environments.slots().stream()
                .filter(slot -> {
                    var served = states.of(new Target(upstream, "", model.name(), slot), Optional.of(model))
                            .versions();
                    return version.map(served::contains).orElse(!served.isEmpty());
                })
                .findFirst()
                .flatMap(environments::of)
                .orElse("");
    }
}
