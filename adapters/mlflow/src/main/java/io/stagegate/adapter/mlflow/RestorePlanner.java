package io.stagegate.adapter.mlflow;

import io.stagegate.core.Action;
import io.stagegate.core.Slot;
import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Change;
import io.stagegate.core.platform.Inquiry;
import io.stagegate.core.platform.RestorePlan;
import io.stagegate.core.platform.TargetChange;
import io.stagegate.core.platform.TargetState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** How targets are put back: the calls, and what they would serve after. No version is ever deleted. */
final class RestorePlanner {
    static final String OPERATION = "mlflow:restore";

    private final Environments environments;
    private final States states;

    RestorePlanner(Environments environments) {
        this.environments = environments;
        this.states = new States(environments);
    }

    private static final class ImpossibleException extends Exception {
        private static final long serialVersionUID = 1L;

        ImpossibleException(String why) {
            super(why);
        }
    }

    /** @param wanted states of one workspace */
    Inquiry<RestorePlan> restore(MlflowApi api, List<TargetState> wanted) {
        var names = wanted.stream().map(s -> s.target().model()).distinct().toList();
        return models(api, names, new LinkedHashMap<>()).map(models -> plan(api, wanted, models));
    }

    static Inquiry<Map<String, Optional<RegisteredModel>>> models(
            MlflowApi api, List<String> names, Map<String, Optional<RegisteredModel>> known) {
        return names.isEmpty()
                ? Inquiry.done(known)
                : RegisteredModel.load(api, names.getFirst()).then(model -> {
                    var more = new LinkedHashMap<>(known);
                    more.put(names.getFirst(), model);
                    return models(api, names.subList(1, names.size()), more);
                });
    }

    private RestorePlan plan(MlflowApi api, List<TargetState> wanted, Map<String, Optional<RegisteredModel>> models) {
        try {
            var calls = renamedBack(api, wanted, models)
                    .map(call -> new LinkedHashSet<>(List.of(call)))
                    .orElseGet(LinkedHashSet::new);
            var targets = new ArrayList<TargetChange>();
            var renamed = !calls.isEmpty();
            for (var state : wanted) {
                var now = states.of(
                        state.target(), models.getOrDefault(state.target().model(), Optional.empty()));
                if (!States.same(state, now)) {
                    targets.add(change(state, now));
                    if (!renamed) {
                        calls.addAll(calls(api, state, now, wanted, models));
                    }
                }
            }
            return targets.isEmpty() ? new RestorePlan.AlreadyThere() : possible(api, wanted, targets, calls);
        } catch (ImpossibleException e) {
            return new RestorePlan.Impossible(String.valueOf(e.getMessage()));
        }
    }

    private static RestorePlan possible(
            MlflowApi api, List<TargetState> wanted, List<TargetChange> targets, SequencedSet<Call> calls) {
        var models = wanted.stream().map(s -> s.target().model()).collect(Collectors.toSet());
        var change = new Change(
                OPERATION,
                Action.RESTORE,
                api.workspace(),
                targets.getFirst().target().model(),
                models,
                JsonObject.EMPTY,
                List.copyOf(calls));
        return new RestorePlan.Possible(change, targets);
    }

    private TargetChange change(TargetState wanted, TargetState now) {
        var after =
                switch (wanted.target().slot()) {
                    case Slot.Latest()
                    when !wanted.versions().isEmpty() -> {
                        var identity = States.identity(wanted, wanted.versions().getFirst());
                        yield States.unregistered(
                                wanted.target(),
                                text(identity, "source"),
                                text(identity, "runId"),
                                text(identity, "modelId"));
                    }
                    case Slot.Alias _, Slot.Stage _, Slot.Latest _, Slot.Numbered _, Slot.Whole _ -> wanted;
                };
        var environment = environments.of(wanted.target().slot()).orElse("");
        var candidate = after.versions().isEmpty() ? "" : after.versions().getFirst();
        var baseline = now.versions().isEmpty() ? "" : now.versions().getFirst();
        return new TargetChange(environment, now, after, candidate, baseline);
    }

    /** A renamed model: its old name serves nothing now, and all that was to be empty is what it is called now. */
    private static Optional<Call> renamedBack(
            MlflowApi api, List<TargetState> wanted, Map<String, Optional<RegisteredModel>> models) {
        var full = wanted.stream()
                .filter(s -> !s.versions().isEmpty())
                .map(s -> s.target().model())
                .distinct()
                .toList();
        var empty = wanted.stream()
                .filter(s -> s.versions().isEmpty())
                .map(s -> s.target().model())
                .distinct()
                .toList();
        if (full.size() != 1 || empty.size() != 1 || full.equals(empty)) {
            return Optional.empty();
        }
        var renamed = models.getOrDefault(full.getFirst(), Optional.empty()).isEmpty()
                && models.getOrDefault(empty.getFirst(), Optional.empty()).isPresent();
        return renamed
                ? Optional.of(api.write(
                        Operation.RENAME_MODEL,
                        JsonObject.EMPTY.with("name", empty.getFirst()).with("new_name", full.getFirst())))
                : Optional.empty();
    }

    private List<Call> calls(
            MlflowApi api,
            TargetState wanted,
            TargetState now,
            List<TargetState> all,
            Map<String, Optional<RegisteredModel>> models)
            throws ImpossibleException {
        var target = wanted.target();
        var model = models.getOrDefault(target.model(), Optional.empty())
                .orElseThrow(
                        () -> new ImpossibleException(
                                "the model " + target.model()
                                        + " is not registered any more; register it again from what the snapshot says, then promote it"));
        return switch (target.slot()) {
            case Slot.Alias(var alias) -> List.of(alias(api, alias, wanted, model));
            case Slot.Stage(var stage) -> stage(api, stage, wanted, now, all, model);
            case Slot.Latest() -> List.of(newest(api, wanted));
            case Slot.Numbered(var number) -> {
                if (wanted.versions().isEmpty() || model.version(number).isEmpty()) {
                    throw new ImpossibleException("version " + number + " is not registered any more");
                }
                yield tags(api, wanted, now, Optional.of(number));
            }
            case Slot.Whole() -> tags(api, wanted, now, Optional.empty());
        };
    }

    private static Call alias(MlflowApi api, String alias, TargetState wanted, RegisteredModel model)
            throws ImpossibleException {
        var body = JsonObject.EMPTY.with("name", model.name()).with("alias", alias);
        if (wanted.versions().isEmpty()) {
            return api.write(Operation.DELETE_ALIAS, body);
        }
        var version = existing(wanted, wanted.versions().getFirst(), model);
        return api.write(Operation.SET_ALIAS, body.with("version", version.number()));
    }

    /**
     * Every version that left comes back, and then every one that entered goes back where it came from: at no moment is the
     * stage empty.
     */
    private static List<Call> stage(
            MlflowApi api,
            String stage,
            TargetState wanted,
            TargetState now,
            List<TargetState> all,
            RegisteredModel model)
            throws ImpossibleException {
        var out = new ArrayList<Call>();
        for (var number : wanted.versions()) {
            existing(wanted, number, model);
            if (!now.versions().contains(number)) {
                out.add(transition(api, model, number, stage));
            }
        }
        for (var number : now.versions()) {
            if (!wanted.versions().contains(number)) {
                out.add(transition(api, model, number, origin(number, wanted, all)));
            }
        }
        return out;
    }

    private static String origin(String number, TargetState wanted, List<TargetState> all) {
        for (var state : all) {
            if (state.target().slot() instanceof Slot.Stage(var name)
                    && state.versions().contains(number)) {
                return name;
            }
        }
        return wanted.detail().get("from").flatMap(from -> from.text(number)).orElse("Archived");
    }

    private static Call transition(MlflowApi api, RegisteredModel model, String version, String stage) {
        return api.write(
                Operation.TRANSITION_STAGE,
                JsonObject.EMPTY
                        .with("name", model.name())
                        .with("version", version)
                        .with("stage", stage)
                        .with("archive_existing_versions", JsonValue.of(false)));
    }

    /** The version that a snapshot means: not another one of its number in a model made again. */
    private static MlflowVersion existing(TargetState wanted, String number, RegisteredModel model)
            throws ImpossibleException {
        var identity = States.identity(wanted, number);
        return model.version(number)
                .filter(v -> v.identity().equals(identity))
                .orElseThrow(() -> new ImpossibleException("version " + number + " of " + model.name()
                        + " is not registered any more; register its artifacts again (" + text(identity, "source")
                        + ") and promote that version"));
    }

    private static Call newest(MlflowApi api, TargetState wanted) throws ImpossibleException {
        if (wanted.versions().isEmpty()) {
            throw new ImpossibleException(wanted.target()
                    + " served nothing before, and a version is never deleted; delete it by hand if it must go");
        }
        var number = wanted.versions().getFirst();
        var identity = States.identity(wanted, number);
        var body = JsonObject.EMPTY
                .with("name", wanted.target().model())
                .with("source", text(identity, "source"))
                .with("description", "Version " + number + " again, put back by Stagegate.");
        for (var field : Map.of("run_id", "runId", "model_id", "modelId").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            var value = text(identity, field.getValue());
            body = value.isEmpty() ? body : body.with(field.getKey(), value);
        }
        return api.write(Operation.CREATE_VERSION, body);
    }

    private static List<Call> tags(MlflowApi api, TargetState wanted, TargetState now, Optional<String> version) {
        var base = version.map(v ->
                        JsonObject.EMPTY.with("name", wanted.target().model()).with("version", v))
                .orElseGet(() -> JsonObject.EMPTY.with("name", wanted.target().model()));
        var set = version.isPresent() ? Operation.SET_VERSION_TAG : Operation.SET_MODEL_TAG;
        var delete = version.isPresent() ? Operation.DELETE_VERSION_TAG : Operation.DELETE_MODEL_TAG;
        var before = States.tags(wanted);
        var out = new ArrayList<Call>();
        States.tags(now).keySet().stream()
                .filter(key -> !before.containsKey(key))
                .forEach(key -> out.add(api.write(delete, base.with("key", key))));
        before.forEach((key, value) -> {
            if (!value.equals(States.tags(now).getOrDefault(key, "\0"))) {
                out.add(api.write(set, base.with("key", key).with("value", value)));
            }
        });
        return out;
    }

    private static String text(JsonValue json, String field) {
        return json.text(field).orElse("");
    }
}
